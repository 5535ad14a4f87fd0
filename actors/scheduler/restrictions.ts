import type { Restrictions } from "../../src/protocol/messages.ts";
import type { TaskRow } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Fractions of a resource add up to a whole despite the error of sums. */
const ROUNDING = 1e-9;

/** The workers that may run what is so restricted, sooner or later. */
export function eligible(
  restrictions: Restrictions | null,
  workers: Iterable<WorkerRow>,
): readonly WorkerRow[] {
  if (restrictions === null) return [...workers];
  const [names, loose, resources] = restrictions;
  const capable = [...workers].filter((worker) =>
    resources.every(([name, amount]) => amount <= (worker.resources.get(name) ?? 0)),
  );
  if (names === null) return capable;
  const named = capable.filter((worker) => worker.isOneOf(names));
  return named.length === 0 && loose ? capable : named;
}

/** Whether `worker` takes anything now, and has left what `row` takes. */
export function fits(worker: WorkerRow, row: TaskRow): boolean {
  return !worker.paused && hasLeft(worker, row);
}

/** Whether `worker` has left of its resources what `row` takes. */
export function hasLeft(worker: WorkerRow, row: TaskRow): boolean {
  if (row.restrictions === null) return true;
  for (const [name, amount] of row.restrictions[2]) {
    const has = worker.resources.get(name) ?? 0;
    if ((worker.taken.get(name) ?? 0) + amount > has + ROUNDING) return false;
  }
  return true;
}
