import { NONE, type TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import { addresses, type WorkerRow } from "./worker-row.ts";

/**
 * Some workers did not hand a result out: it is made again unless there are others that do. They may not have
 * been reached: where it cannot be made again they are asked, and their own word counts.
 */
export function forsake(tables: Tables, steps: Steps, key: string, holders: readonly string[]): void {
  const row = tables.tasks.get(key);
  for (const replica of row?.replicas ?? []) {
    if (row === undefined || !holders.includes(replica.address)) continue;
    if (!row.irreplaceable) strike(tables, steps, replica, row);
    else if (!replica.incoming.has(key)) replicate(tables, replica, row, NONE);
  }
}

/** A worker does not hold a result any more. */
export function strike(tables: Tables, steps: Steps, worker: WorkerRow, row: TaskRow): void {
  worker.lose(row);
  tables.send(worker.address, ["drop", [row.key]]);
  row.replicas = row.replicas.filter((replica) => replica !== worker);
  steps.review(row);
}

/** Tells a worker to fetch a result from its holders and keep it; `onHolding` or `onAbsent` follows. */
export function replicate(
  tables: Tables,
  worker: WorkerRow,
  row: TaskRow,
  holders: readonly string[] = addresses(row.replicas),
): void {
  worker.expect(row);
  tables.send(worker.address, ["replicate", [[row.key, row.size, holders, row.life]]]);
}
