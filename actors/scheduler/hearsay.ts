import { christen } from "./actors.ts";
import { useCode } from "./codes.ts";
import { DataRow } from "./data-row.ts";
import { settleIn } from "./errands.ts";
import { withLife } from "./lives.ts";
import { NONE, type TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** A row for a key that is known by name alone: a worker claims it, or somebody may still say what it is. */
export function hearsayOf(tables: Tables, steps: Steps, key: string): DataRow {
  const row = tables.enter(new DataRow(key, 0, ++tables.sequence));
  row.hearsay = true;
  steps.review(row);
  return row;
}

/** The row of a key that somebody speaks of; none where nobody knows, nor is about to say, what it is. */
export function rowOf(tables: Tables, steps: Steps, key: string): TaskRow | undefined {
  const row = tables.tasks.get(key);
  if (row !== undefined) return row;
  const known = tables.recovery !== null || (tables.claims.size > 0 && tables.claims.has(key));
  return known ? hearsayOf(tables, steps, key) : undefined;
}

/** The rows of those keys that somebody speaks of, each once. */
export function rowsOf(tables: Tables, steps: Steps, keys: readonly string[]): readonly TaskRow[] {
  if (keys.length === 0) return NONE;
  return [...new Set(keys.flatMap((key) => rowOf(tables, steps, key) ?? []))];
}

/** Whether it is still to be said what the value of a row is. */
export function isOpen(row: TaskRow): row is DataRow {
  return row instanceof DataRow && !row.described && row.worker === null && row.state !== "finished";
}

/** Somebody says what a value is that was known by hearsay. */
export function specify(tables: Tables, row: DataRow): void {
  row.hearsay = false;
  tables.recovery?.sought.delete(row);
}

/** Enters a task with what it depends on, runs and is. */
export function admit(tables: Tables, row: TaskRow): void {
  depend(row);
  for (const hash of row.codes) useCode(tables, hash);
  settleIn(tables, row);
  if (row.actor) christen(tables, row);
}

function depend(row: TaskRow): void {
  for (const dependency of row.dependencies) {
    dependency.dependents ??= new Set();
    dependency.dependents.add(row);
  }
}

/** Makes a task like any other, such as `task`, of a row that was known by hearsay, where that is none otherwise. */
export function describe(tables: Tables, steps: Steps, row: DataRow, task: TaskRow): void {
  // An actor that is there is not made again.
  const here = row.worker !== null || row.state === "finished";
  if (here && (row.actor !== task.actor || (row.actor && row.worker === null))) return;
  // What runs is nobody else's errand.
  if (row.worker !== null && task.home !== null && task.home !== row.worker.address) return;
  specify(tables, row);
  if (row.state === "waiting") steps.step(row, "release");
  const { worker } = row;
  worker?.give(row);
  row.described = true;
  row.codes = task.codes;
  row.args = task.args;
  // What is there is of the life that it is of.
  row.terms = here ? withLife(task.terms, row.life) : task.terms;
  tables.tally.reconsider(row);
  row.dependencies = task.dependencies;
  tables.records?.touch(row);
  worker?.take(row);
  depend(row);
  for (const hash of row.codes) useCode(tables, hash);
  if (row.needing) for (const dependency of row.dependencies) dependency.needed++;
  if (row.state === "failed") return steps.step(row, "retry");
  settleIn(tables, row);
  if (row.actor) christen(tables, row);
}
