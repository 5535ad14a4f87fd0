import { type MachineRef, remoteModule } from "troupe";

/** The module whose machines are spawned. */
export const url = new URL("./spawned.ts", import.meta.url);
export const machines = remoteModule<typeof import("./spawned.ts")>(url);
export type Counting = typeof machines.counting;

/** Where a machine stands, snapshot by snapshot. */
export function follow(ref: MachineRef<Counting>): unknown[] {
  const seen: unknown[] = [];
  ref.subscribe({
    next: ({ context }) => seen.push(context.n),
    error: (error) => seen.push(error),
    complete: () => seen.push("complete"),
  });
  return seen;
}
