import type { Holder } from "./holder.ts";
import type { Run, Worker } from "./worker.ts";
import type { World } from "./world.ts";

/** Three numbers by which an act picks whom and what it is about. */
export type Dice = readonly [number, number, number];

/** What may happen, by name; each does nothing where there is nobody to do it. */
export type Acts = Readonly<Record<string, (world: World, dice: Dice) => void>>;

/** Acts on one of them, if there is any. */
export function withOne<T>(items: readonly T[], at: number, act: (item: T) => void): void {
  const item = items[at % Math.max(1, items.length)];
  if (item !== undefined) act(item);
}

/** Acts on a client and a key that it holds. */
export function withHeld(
  world: World,
  a: number,
  b: number,
  act: (client: Holder, key: string) => void,
): void {
  withOne(world.clients, a, (client) => withOne([...client.holds.keys()], b, (key) => act(client, key)));
}

/** Acts on a worker and one of its runs. */
export function withRun(world: World, a: number, b: number, act: (worker: Worker, run: Run) => void): void {
  withOne(world.workers, a, (worker) => withOne([...worker.runs.values()], b, (run) => act(worker, run)));
}
