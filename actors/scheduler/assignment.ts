import type { Dependency, Payload, Place } from "../../src/protocol/messages.ts";
import { house, place } from "./placement.ts";
import { NONE, type TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import { addresses, type WorkerRow } from "./worker-row.ts";

/** Deals ready tasks out while there is room for them, the most urgent first, and gives actors a worker. */
export function deal(tables: Tables, steps: Steps): void {
  const { ready } = tables;
  ready.reopen();
  for (let queue = ready.next(); queue !== undefined; queue = ready.next()) {
    const row = queue.peek() as TaskRow;
    const workers = ready.workersOf(queue);
    const worker = row.actor ? house(row, workers) : place(row, workers, tables.stolen);
    if (worker === undefined) {
      ready.wait(queue);
      continue;
    }
    row.worker = worker;
    steps.step(row, "assign");
  }
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
  const place = enlist(tables, worker, row);
  const { key, run, codes, timeout, chain, life } = row;
  const args = row.args as Payload;
  const attempt = row.failures + 1;
  const dependencies = row.dependencies.length === 0 ? NONE : row.dependencies.map(whereabouts);
  tables.send(worker.address, [
    "assign",
    key,
    run,
    codes,
    args,
    dependencies,
    attempt,
    timeout,
    place,
    chain,
    life,
  ]);
}

/** Puts a row on the books of its worker, under its run number. */
export function enlist(tables: Tables, worker: WorkerRow, row: TaskRow): Place {
  const place = placeOf(row);
  row.expected = place === "slot" ? tables.durations.expect(row.codes[0] ?? "") : 0;
  worker.runs.set(row.run, row);
  worker.take(row);
  worker.occupancy += row.expected;
  if (place !== "slot") {
    worker.rest(row);
    if (row.actor) worker.actors++;
  } else if (row.suspicious) {
    worker.suspect = row;
  }
  return place;
}

function placeOf(row: TaskRow): Place {
  return row.terms[3] ?? (row.errand ? "aside" : "slot");
}

/** Where the value of a dependency is. */
function whereabouts({ key, size, inline, replicas, life }: TaskRow): Dependency {
  return [key, size, inline, addresses(replicas), life];
}

/** Takes a row off its worker's books. */
export function unassign(tables: Tables, row: TaskRow): void {
  const worker = row.worker;
  if (worker === null) return;
  worker.runs.delete(row.run);
  worker.give(row);
  if (tables.recalled.size > 0) tables.recalled.delete(row);
  worker.occupancy = worker.runs.size === 0 ? 0 : worker.occupancy - row.expected;
  worker.rouse(row);
  if (row.actor) worker.actors--;
  if (worker.suspect === row) worker.suspect = null;
  row.worker = null;
}

/** Running tasks have gone on for `ms` more: so much longer they are expected to take. */
export function age(tables: Tables, ms: number): void {
  for (const worker of tables.workers.values()) {
    for (const row of worker.runs.values()) {
      if (row.state === "running" && !row.idle) expect(row, row.expected + ms);
    }
  }
}

/** Changes what a row that is assigned is expected to take. */
export function expect(row: TaskRow, ms: number): void {
  if (row.worker !== null) {
    row.worker.occupancy += ms - row.expected;
    row.worker.relieved ||= ms < row.expected;
  }
  row.expected = ms;
}
