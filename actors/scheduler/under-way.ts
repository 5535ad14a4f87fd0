import type { TaskState } from "../task.ts";
import type { TaskRow } from "./rows.ts";
import type { Tables } from "./tables.ts";

const UNDER_WAY: ReadonlySet<TaskState> = new Set(["waiting", "queued", "assigned", "running"]);
/** Rows that are looked at. */
const LOOKS = 40_000;

/**
 * Rows that are under way and that `takes` takes: from those that run or are ready on, through those that wait for
 * them. There is an end to how many are looked at, in all and in `each` place, so that not all may be found.
 */
export function underWay(
  tables: Tables,
  each: number,
  takes: (row: TaskRow) => boolean,
): ReadonlySet<TaskRow> {
  const found = new Set<TaskRow>();
  let looks = 0;
  const look = (row: TaskRow) => {
    looks++;
    if (UNDER_WAY.has(row.state) && !row.actor && !found.has(row) && takes(row)) found.add(row);
  };
  for (const row of beginnings(tables, each)) {
    if (looks >= LOOKS / 2) break;
    look(row);
  }
  for (const row of found) {
    let some = each;
    for (const dependent of row.dependents ?? []) {
      if (looks >= LOOKS || some-- === 0) break;
      look(dependent);
    }
  }
  return found;
}

/** Rows that wait for no other: ready, with a worker, or values that are yet to come. */
function* beginnings(tables: Tables, each: number): Generator<TaskRow> {
  const { clients, ready, recovery, stranded, unplaced, workers } = tables;
  for (const queue of [ready.usual, ...ready.others]) yield* queue.some(each);
  for (const { errands, runs } of workers.values()) {
    let some = each;
    for (const row of runs.values()) {
      if (some-- === 0) break;
      yield row;
    }
    yield* errands;
  }
  yield* unplaced;
  yield* stranded;
  yield* recovery?.sought ?? [];
  for (const { offers, promises } of clients.values()) {
    yield* offers;
    yield* promises;
  }
}
