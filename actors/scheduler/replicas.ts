import type { TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import { addresses, type WorkerRow } from "./worker-row.ts";

/** Some workers do not hand a result out: it is made again unless there are others that do. */
export function forsake(tables: Tables, steps: Steps, key: string, holders: readonly string[]): void {
  const row = tables.tasks.get(key);
  if (row === undefined) return;
  for (const replica of row.replicas) {
    if (!holders.includes(replica.address)) continue;
    replica.lose(row);
    tables.send(replica.address, ["drop", [key]]);
  }
  row.replicas = row.replicas.filter((replica) => !holders.includes(replica.address));
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
  tables.send(worker.address, ["replicate", [[row.key, row.size, holders]]]);
}
