import type { FailureFigures, StepFigures, TaskFigures } from "../../src/protocol/overview.ts";
import { bytesOf, excerpt } from "./excerpt.ts";
import { causeOf } from "./failures.ts";
import { NONE, type TaskRow } from "./rows.ts";
import type { Tables } from "./tables.ts";

/** Others of which a task tells, on either side. */
const OTHERS = 200;
/** Steps of a story that are told. */
const STEPS = 200;
/** Bytes that a list takes in a message. */
const PART = 128 << 10;

/** What there is to be said of a key; null where nobody knows it any more. */
export function taskFigures(tables: Tables, key: string): TaskFigures | null {
  const row = tables.tasks.get(key);
  const steps = tables.story.of(key);
  const weigh = ([, , , , worker, cause]: StepFigures) => 60 + bytesOf(worker, cause);
  const story = excerpt(steps.slice(-STEPS).reverse(), PART, weigh).reverse();
  if (row !== undefined) return present(tables, row, story);
  const [, , state] = steps.at(-1) ?? [];
  const failure = tables.failures.of(key) ?? null;
  if (state === undefined && failure === null) return null;
  return [key, state ?? "forgotten", 0, 1, 0, NONE, NONE, NONE, 0, failure, story, false];
}

function present(tables: Tables, row: TaskRow, story: readonly StepFigures[]): TaskFigures {
  const { key, state, priority, failures, size, worker, replicas, holders } = row;
  const dependencies = keysOf(row.dependencies);
  const dependents = keysOf(row.dependents ?? NONE);
  const truncated =
    dependencies.length < row.dependencies.length || dependents.length < (row.dependents?.size ?? 0);
  const workers = worker === null ? replicas : [worker];
  const names = excerpt(workers, PART, ({ name }) => bytesOf(name)).map(({ name }) => name);
  const failure = failureOf(tables, row, story);
  const attempt = state === "failed" ? Math.max(1, failures) : failures + 1;
  return [
    key,
    state,
    priority,
    attempt,
    size,
    names,
    dependencies,
    dependents,
    holders.length,
    failure,
    story,
    truncated,
  ];
}

/** What it failed of, be that its own or what it depends on. */
function failureOf(
  tables: Tables,
  { key, state, failure }: TaskRow,
  story: readonly StepFigures[],
): FailureFigures | null {
  if (state !== "failed" || failure === null) return null;
  const [at = 0] = story.findLast(([, , to]) => to === "failed") ?? [];
  return tables.failures.of(key) ?? [key, at, null, causeOf(failure)];
}

function keysOf(rows: Iterable<TaskRow>): string[] {
  const first: TaskRow[] = [];
  for (const row of rows) {
    if (first.length === OTHERS) break;
    first.push(row);
  }
  return excerpt(first, PART, ({ key }) => bytesOf(key)).map(({ key }) => key);
}
