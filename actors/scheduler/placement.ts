import { fits } from "./restrictions.ts";
import type { TaskRow } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Work sent ahead to a worker, so that it need not wait for the next message, ms per thread. */
const AHEAD_MS = 4;

/** Tasks sent ahead to a worker at most, however short they are. */
const AHEAD_TASKS = 512;

/** What a task counts as before any of its kind has run, and one known to take long, ms. */
export const UNKNOWN_MS = 100;

/** Speed at which results are taken to move between workers, bytes per ms. */
const BANDWIDTH = 100_000;

/** Whether `worker` can take `row` now: a free slot, or work that it will get to at once. */
function hasRoom(worker: WorkerRow, row: TaskRow): boolean {
  if (!fits(worker, row)) return false;
  if (worker.active < worker.threads) return !row.suspicious || worker.suspect === null;
  if (row.suspicious || worker.suspect !== null) return false;
  // One task waits there for the next free slot, unless what runs may take long.
  if (worker.active === worker.threads) return worker.occupancy < UNKNOWN_MS;
  return worker.active < AHEAD_TASKS && worker.occupancy < AHEAD_MS * worker.threads;
}

/**
 * The worker on which `row` is expected to begin first, of those with room; none has to exist. Where all of
 * those would have to fetch what another one has, and that takes longer than what runs there, `row` waits at
 * that other one; not so when it was `stolen` from there already.
 */
export function place(
  row: TaskRow,
  workers: readonly WorkerRow[],
  stolen: WeakSet<TaskRow>,
): WorkerRow | undefined {
  let best: WorkerRow | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const worker of workers) {
    if (!hasRoom(worker, row)) continue;
    const cost = delay(row, worker);
    if (cost < bestCost || (cost === bestCost && best !== undefined && worker.active < best.active)) {
      best = worker;
      bestCost = cost;
    }
  }
  if (best === undefined || row.suspicious || transferTime(row, best) === 0 || stolen.has(row)) return best;
  for (const worker of workers) {
    if (worker.suspect !== null || worker.active >= AHEAD_TASKS || !fits(worker, row)) continue;
    const cost = delay(row, worker);
    if (cost >= bestCost) continue;
    best = worker;
    bestCost = cost;
  }
  return best;
}

/** The worker with the fewest actors, for one more; an actor takes no slot, so it waits for none. */
export function house(row: TaskRow, workers: readonly WorkerRow[]): WorkerRow | undefined {
  let best: WorkerRow | undefined;
  for (const worker of workers) {
    if ((best === undefined || worker.actors < best.actors) && fits(worker, row)) best = worker;
  }
  return best;
}

/** Expected time until what is ahead of one more task on `worker` has run, ms. */
export function backlog(worker: WorkerRow): number {
  return worker.active < worker.threads ? 0 : worker.occupancy / worker.threads;
}

/** Expected time in which what `row` depends on, and `worker` has not, moves there, ms. */
export function transferTime(row: TaskRow, worker: WorkerRow): number {
  let bytes = 0;
  for (const dependency of row.dependencies) {
    if (dependency.inline === null && !dependency.replicas.includes(worker)) bytes += dependency.size;
  }
  return bytes / BANDWIDTH;
}

/** Expected time in which what `row` depends on, and `worker` has, would move elsewhere, ms. */
export function localTime(row: TaskRow, worker: WorkerRow): number {
  let bytes = 0;
  for (const dependency of row.dependencies) {
    if (dependency.inline === null && dependency.replicas.includes(worker)) bytes += dependency.size;
  }
  return bytes / BANDWIDTH;
}

/** Expected time until `row` begins on `worker`, ms: what is ahead of it, and bytes to move. */
function delay(row: TaskRow, worker: WorkerRow): number {
  return backlog(worker) + transferTime(row, worker);
}
