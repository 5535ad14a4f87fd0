import type { Place, ResultTestimony, RunTestimony, WorkerToScheduler } from "../../src/protocol/messages.ts";
import type { RunRow, Tables } from "./tables.ts";

/** Runs, or results, in one word. */
const BATCH = 256;

/** Tells a new scheduler what runs here and what is held; `unheard` is what the former one may not have heard. */
export function testify(tables: Tables, unheard: readonly WorkerToScheduler[]): void {
  const runs = [...tables.runs.values()].map(testimonyOf);
  const results = [...tables.kept].map(
    ([key, { run, size, inline, futures, place }]): ResultTestimony => [
      key,
      run,
      size,
      inline,
      futures,
      actorOf(place),
    ],
  );
  const failures: WorkerToScheduler[] = [];
  const dead = new Set(unheard.map((message) => (message[0] === "died" ? message[1] : null)));
  for (const message of unheard) {
    if (message[0] === "failed") {
      runs.push([message[1], message[2], 1, false, false, null]);
      failures.push(message);
    } else if (message[0] === "done") {
      const [, key, run, size, , inline, futures] = message;
      // What is kept here has been told of, and what was is dropped by now.
      if (inline !== null && !tables.kept.has(key) && !dead.has(key))
        results.push([key, run, size, inline, futures, null]);
    }
  }
  for (let at = 0; at < runs.length; at += BATCH) tables.send(["runs", runs.slice(at, at + BATCH)]);
  for (let at = 0; at < results.length; at += BATCH) tables.send(["results", results.slice(at, at + BATCH)]);
  for (const failure of failures) tables.send(failure);
  tables.send(["testified"]);
}

function testimonyOf({ key, run, attempt, begun, waiting, place }: RunRow): RunTestimony {
  return [key, run, attempt, begun, waiting, actorOf(place)];
}

const actorOf = (place: Place) => (typeof place === "string" ? null : place);
