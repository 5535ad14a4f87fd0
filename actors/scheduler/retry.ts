import { status } from "./announce.ts";
import type { ClientRow } from "./client-row.ts";
import { DataRow } from "./data-row.ts";
import type { TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** A client wants a failed task tried again: from what failed first, with all that failed because of it. */
export function onRetry(tables: Tables, steps: Steps, client: ClientRow, key: string): void {
  const row = tables.tasks.get(key);
  if (row === undefined) {
    tables.send(client.address, ["lost", key, key]);
  } else if (row.state === "failed") {
    for (const again of failedWith(row)) steps.step(again, "retry");
    if (!isRepeatable(row)) tables.send(client.address, status(row));
  }
  tables.send(client.address, ["retried", key]);
}

/** What has to run again for `row` to have a chance, and what failed for the same reasons. */
function failedWith(row: TaskRow): ReadonlySet<TaskRow> {
  const causes = new Set([row]);
  for (const cause of causes) {
    for (const dependency of cause.dependencies) if (dependency.state === "failed") causes.add(dependency);
  }
  const reasons = new Set([...causes].map(({ failure }) => failure));
  const again = new Set([...causes].filter(isRepeatable));
  for (const cause of again) {
    for (const dependent of cause.dependents ?? []) {
      if (dependent.state === "failed" && reasons.has(dependent.failure)) again.add(dependent);
    }
  }
  return again;
}

/** What is denied stays so; an actor's state cannot be made again, a promised value, nor what came without its code or what it depends on. */
function isRepeatable(row: TaskRow): boolean {
  if (
    row.failure?.[0] === "denied" ||
    (row instanceof DataRow && !row.described) ||
    (row.actor && row.args === null)
  )
    return false;
  return row.failure?.[0] !== "lost" || (row.codes.length > 0 && !row.actor);
}
