import type { Dependency } from "../../src/protocol/messages.ts";
import { place } from "./placement.ts";
import type { TaskRow, WorkerRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** Deals ready tasks out while a worker has room, the most urgent first. */
export function deal(tables: Tables, steps: Steps): void {
  const aside: TaskRow[] = [];
  for (let row = tables.ready.peek(); row !== undefined; row = tables.ready.peek()) {
    const worker = place(row, tables.workers.values());
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
export function assign(tables: Tables, row: TaskRow, dependencies: readonly Dependency[]): void {
  const worker = row.worker as WorkerRow;
  for (const hash of row.codes) {
    const code = tables.codes.get(hash);
    if (code === undefined || worker.codes.has(hash)) continue;
    worker.codes.add(hash);
    tables.send(worker.address, ["code", hash, code.bytes]);
  }
  row.run = ++tables.runs;
  row.expected = tables.durations.expect(row.codes[0] ?? "");
  worker.tasks.add(row);
  worker.occupancy += row.expected;
  if (row.deaths.length > 0) worker.suspect = row;
  const attempt = row.failures + 1;
  tables.send(worker.address, ["assign", row.key, row.run, row.codes, row.args, dependencies, attempt]);
}

/** Takes a row off its worker's books. */
export function unassign(row: TaskRow): void {
  const worker = row.worker;
  if (worker === null) return;
  worker.tasks.delete(row);
  worker.occupancy = worker.tasks.size === 0 ? 0 : worker.occupancy - row.expected;
  if (row.idle) worker.idle--;
  if (worker.suspect === row) worker.suspect = null;
  row.idle = false;
  row.worker = null;
}

/** Changes what a row that is assigned is expected to take. */
export function expect(row: TaskRow, ms: number): void {
  if (row.worker !== null) row.worker.occupancy += ms - row.expected;
  row.expected = ms;
}
