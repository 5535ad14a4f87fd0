import type { Dependency } from "../../src/protocol/messages.ts";
import { house, place } from "./placement.ts";
import { addresses, NONE, type TaskRow, type WorkerRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** Gives every actor that is to be made a worker, where there is one; then deals tasks out. */
export function deal(tables: Tables, steps: Steps): void {
  for (let row = tables.unhoused.peek(); row !== undefined; row = tables.unhoused.peek()) {
    const worker = house(tables.workers.values());
    if (worker === undefined) return;
    row.worker = worker;
    steps.step(row, "assign");
  }
  dealTasks(tables, steps);
}

/** Deals ready tasks out while a worker has room, the most urgent first. */
function dealTasks(tables: Tables, steps: Steps): void {
  const workers = [...tables.workers.values()];
  const aside: TaskRow[] = [];
  for (let row = tables.ready.peek(); row !== undefined; row = tables.ready.peek()) {
    const worker = place(row, workers);
    if (worker !== undefined) {
      row.worker = worker;
      steps.step(row, "assign");
    } else if (row.deaths.length > 0) {
      // It waits for a worker without one of its like; who comes after it need not.
      tables.ready.skip();
      aside.push(row);
    } else {
      break;
    }
  }
  for (const row of aside) tables.ready.add(row);
}

/** Sends a row to the worker chosen for it, under a new run number, with code it does not have. */
export function assign(tables: Tables, row: TaskRow): void {
  const worker = row.worker as WorkerRow;
  for (const hash of row.codes) {
    const code = tables.codes.get(hash);
    if (code === undefined || worker.codes.has(hash)) continue;
    worker.codes.add(hash);
    tables.send(worker.address, ["code", hash, code.bytes]);
  }
  row.run = ++tables.runs;
  row.expected = row.actor ? 0 : tables.durations.expect(row.codes[0] ?? "");
  worker.runs.set(row.run, row);
  worker.occupancy += row.expected;
  if (row.actor) {
    row.idle = true;
    worker.idle++;
    worker.actors++;
  } else if (row.deaths.length > 0) {
    worker.suspect = row;
  }
  const { key, run, codes, args, timeout, actor } = row;
  const attempt = row.failures + 1;
  const dependencies = row.dependencies.length === 0 ? NONE : row.dependencies.map(whereabouts);
  tables.send(worker.address, ["assign", key, run, codes, args, dependencies, attempt, timeout, actor]);
}

/** Where the value of a dependency is. */
function whereabouts({ key, size, inline, replicas }: TaskRow): Dependency {
  return [key, size, inline, addresses(replicas)];
}

/** Takes a row off its worker's books. */
export function unassign(row: TaskRow): void {
  const worker = row.worker;
  if (worker === null) return;
  worker.runs.delete(row.run);
  worker.occupancy = worker.runs.size === 0 ? 0 : worker.occupancy - row.expected;
  if (row.idle) worker.idle--;
  if (row.actor) worker.actors--;
  if (worker.suspect === row) worker.suspect = null;
  row.idle = false;
  row.worker = null;
}

/** Changes what a row that is assigned is expected to take. */
export function expect(row: TaskRow, ms: number): void {
  if (row.worker !== null) row.worker.occupancy += ms - row.expected;
  row.expected = ms;
}
