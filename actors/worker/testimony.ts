import type { Place, ResultTestimony, RunTestimony, WorkerToScheduler } from "../../src/protocol/messages.ts";
import type { RunRow, Tables } from "./tables.ts";

/** Runs, or results, in one word. */
const BATCH = 256;

/** Tells a new scheduler what runs here, what is held and was made last; `unheard` is what the former one may not have heard. */
export function testify(tables: Tables, unheard: readonly WorkerToScheduler[]): void {
  const runs = [...tables.runs.values()].map(testimonyOf);
  const failures = unheard.filter(isFailure);
  for (const [, key, run] of failures)
    runs.push([key, run, 1, false, false, null, tables.recent.lifeOf(run)]);
  const results = [...resultsOf(tables, unheard).values()];
  for (let at = 0; at < runs.length; at += BATCH) tables.send(["runs", runs.slice(at, at + BATCH)]);
  for (let at = 0; at < results.length; at += BATCH) tables.send(["results", results.slice(at, at + BATCH)]);
  for (const failure of failures) tables.send(failure);
  tables.send(["testified"]);
}

/** By key: what is held, and small results, of which a later one takes the place of one before. */
function resultsOf(
  { kept, recent }: Tables,
  unheard: readonly WorkerToScheduler[],
): ReadonlyMap<string, ResultTestimony> {
  const results = new Map<string, ResultTestimony>();
  const words = new Map(unheard.filter(isResult).map((word) => [word[2], word]));
  for (const result of recent.results) {
    const [key, run, , , futures] = result;
    // Of futures inside that were not begun nobody knows any more; who had not heard of it had them held.
    if (futures.length === 0 || words.has(run)) results.set(key, result);
    words.delete(run);
  }
  const dead = new Set(unheard.map((word) => (word[0] === "died" ? word[1] : null)));
  for (const [, key, run, size, , inline, futures] of words.values()) {
    if (inline === null || dead.has(key) || (results.get(key)?.[1] ?? 0) > run) continue;
    results.set(key, [key, run, size, inline, futures, null, recent.lifeOf(run)]);
  }
  // What is here counts, whatever was said of it.
  for (const [key, { run, size, inline, futures, place, life }] of kept)
    results.set(key, [key, run, size, inline, futures, actorOf(place), life]);
  return results;
}

function testimonyOf({ key, run, attempt, begun, waiting, place, life }: RunRow): RunTestimony {
  return [key, run, attempt, begun, waiting, actorOf(place), life];
}

const isFailure = (word: WorkerToScheduler) => word[0] === "failed";
const isResult = (word: WorkerToScheduler) => word[0] === "done";

const actorOf = (place: Place) => (typeof place === "string" ? null : place);
