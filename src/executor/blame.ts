import type { Lane } from "./lane.ts";
import type { Run } from "./run.ts";

/** Who may have ended a thread: those that held its slot, else all that had begun. */
export function suspects({ claims }: Lane, runs: readonly Run[]): Run[] {
  const begun = runs.filter(({ order }) => !claims.posted(order));
  const active = begun.filter(({ waiting }) => !waiting);
  return active.length > 0 ? active : begun;
}
