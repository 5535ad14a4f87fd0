import type { ClientToScheduler } from "../../src/protocol/messages.ts";
import type { ClientRow } from "./client-row.ts";
import { DataRow } from "./data-row.ts";
import { isOpen, rowsOf, specify } from "./hearsay.ts";
import type { TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** A client will know the value of a key. Gives the row, which may have been there. */
export function onPromise(tables: Tables, steps: Steps, client: ClientRow, key: string): TaskRow {
  const row = tables.tasks.get(key) ?? tables.enter(new DataRow(key, 0, ++tables.sequence));
  if (!isOpen(row)) return row;
  // Somebody promises it, or hands it out, or has said it just now.
  if (row.promiser !== null || row.sources.size > 0 || row.inline !== null) return row;
  specify(tables, row);
  row.promiser = client;
  client.promises.add(row);
  row.failure = null;
  if (row.state === "failed") steps.step(row, "retry");
  return row;
}

/** A client says what it has promised, or what it would promise now: a small value. */
export function onFulfil(
  tables: Tables,
  steps: Steps,
  client: ClientRow,
  [, key, value, futures]: Extract<ClientToScheduler, readonly ["fulfil", ...unknown[]]>,
): TaskRow {
  const row = onPromise(tables, steps, client, key);
  if (promised(tables, client, key) === undefined) return row;
  row.size = value.byteLength;
  row.inline = value;
  tables.records?.touch(row);
  row.unmet = 0;
  if (row.inside.length === 0) steps.pin(row, rowsOf(tables, steps, futures));
  return row;
}

/** A client says that there will be no value. */
export function onBreak(
  tables: Tables,
  steps: Steps,
  client: ClientRow,
  [, key, error]: Extract<ClientToScheduler, readonly ["break", ...unknown[]]>,
): TaskRow {
  const row = onPromise(tables, steps, client, key);
  if (promised(tables, client, key) !== undefined) row.failure = ["failed", error];
  return row;
}

/** A client is gone, and nobody else knows what it would have said. */
export function onPromiserGone(steps: Steps, client: ClientRow): void {
  for (const row of client.promises) forswear(steps, client, row);
}

/** The client will not say the value, where it has promised that: who else wants it does not get it. */
export function forswear(steps: Steps, client: ClientRow, row: TaskRow): void {
  if (!(row instanceof DataRow) || row.promiser !== client) return;
  absolve(row);
  if (row.state === "waiting") row.failure = ["lost", row.key];
  steps.review(row);
}

/** The row that this client has promised a value for, which it does no more. */
export function promised({ tasks }: Tables, client: ClientRow, key: string): DataRow | undefined {
  const row = tasks.get(key);
  if (!(row instanceof DataRow) || row.promiser !== client) return undefined;
  absolve(row);
  return row;
}

/** Nobody promises its value any more. */
export function absolve(row: DataRow): void {
  row.promiser?.promises.delete(row);
  row.promiser = null;
}
