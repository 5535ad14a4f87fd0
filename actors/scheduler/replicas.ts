import type { WorkerRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

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

/** A worker keeps copies that it fetched, for others to fetch from it. */
export function onHolding(tables: Tables, worker: WorkerRow, keys: readonly string[]): void {
  for (const key of keys) {
    const row = tables.tasks.get(key);
    if (row?.state === "finished" && row.inline === null && !row.actor) {
      if (!row.replicas.includes(worker)) row.replicas = [...row.replicas, worker];
      worker.keep(row);
    } else {
      tables.send(worker.address, ["drop", [key]]);
    }
  }
}
