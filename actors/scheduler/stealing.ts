import { backlog, localTime, transferTime } from "./placement.ts";
import { eligible, fits } from "./restrictions.ts";
import type { TaskRow } from "./rows.ts";
import type { Tables } from "./tables.ts";
import type { WorkerRow } from "./worker-row.ts";

/** A task that is expected to begin where it is within this time is left there, ms. */
const SOON_MS = 10;

/** Asks `row` back from its worker, which gives it back unless it has begun. */
function recall(tables: Tables, worker: WorkerRow, row: TaskRow): void {
  tables.recalled.add(row);
  tables.send(worker.address, ["recall", row.key, row.run]);
}

/** A task takes long: what was sent ahead to its worker, and has not begun there, may go to others. */
export function disperse(tables: Tables, worker: WorkerRow, long: TaskRow): void {
  if (worker.active <= worker.threads) return;
  for (const row of worker.runs.values()) {
    if (row.state !== "assigned" || row.idle || tables.recalled.has(row)) continue;
    // What would rather wait than move stays, until it has waited longer than that.
    if (localTime(row, worker) < long.expected / worker.threads) recall(tables, worker, row);
  }
}

/** A worker takes nothing new: what was sent ahead to it, and has not begun there, goes to others. */
export function vacate(tables: Tables, worker: WorkerRow): void {
  for (const row of worker.runs.values()) {
    if (row.state === "assigned" && !row.idle && !tables.recalled.has(row)) recall(tables, worker, row);
  }
}

/**
 * Lets idle workers have what waits at busy ones: tasks that have not begun and would begin sooner there.
 * A task is taken once at most, so it never goes back and forth.
 */
export function steal(tables: Tables): void {
  if (tables.ready.usual.size > 0) return;
  let free = -tables.recalled.size;
  let behind = false;
  for (const worker of tables.workers.values()) {
    free += worker.free;
    behind ||= isBehind(worker);
  }
  if (free <= 0 || !behind) return;
  const victims = [...tables.workers.values()].filter(isBehind).sort((a, b) => backlog(b) - backlog(a));
  for (const thief of tables.workers.values()) {
    for (let slots = thief.free; slots > 0 && free > 0; slots--, free--) {
      const row = findLoot(tables, thief, victims);
      if (row === undefined) break;
      tables.stolen.add(row);
      recall(tables, row.worker as WorkerRow, row);
    }
  }
}

/** Whether tasks wait on `worker` for a thread, and not just for a moment. */
function isBehind(worker: WorkerRow): boolean {
  return worker.active > worker.threads && backlog(worker) > SOON_MS;
}

/** The task that `thief` should have instead of one of the victims. */
function findLoot(tables: Tables, thief: WorkerRow, victims: readonly WorkerRow[]): TaskRow | undefined {
  for (const victim of victims) {
    // What was assigned last is the least likely to have begun.
    const waiting = [...victim.runs.values()].filter((row) => row.state === "assigned" && !row.idle);
    for (const row of waiting.slice(victim.threads - victim.active).reverse()) {
      if (row.suspicious || tables.stolen.has(row) || tables.recalled.has(row)) continue;
      if (gain(row, victim, thief) > SOON_MS && mayRun(tables, thief, row)) return row;
    }
  }
  return undefined;
}

/** How much sooner `row` is expected to begin at `thief`, ms. */
function gain(row: TaskRow, victim: WorkerRow, thief: WorkerRow): number {
  const wait = (victim.occupancy - row.expected) / victim.threads;
  return wait + transferTime(row, victim) - transferTime(row, thief);
}

function mayRun(tables: Tables, worker: WorkerRow, row: TaskRow): boolean {
  if (row.restrictions === null) return true;
  return fits(worker, row) && eligible(row.restrictions, tables.workers.values()).includes(worker);
}
