import type { Run } from "./run.ts";

/** Who of those that had begun may have ended a thread: those that held its slot, else all. */
export function suspects(begun: readonly Run[]): readonly Run[] {
  const active = begun.filter(({ waiting }) => !waiting);
  return active.length > 0 ? active : begun;
}
