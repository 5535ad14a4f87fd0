import type { Tables } from "./tables.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Tells the workers that may be fetching a result from one that is gone, so that they turn to another holder. */
export function interrupt(tables: Tables, gone: WorkerRow): void {
  const fetching = new Set<WorkerRow>();
  for (const row of gone.results) {
    for (const { worker } of row.dependents ?? [])
      if (worker !== null && worker !== gone && !row.replicas.includes(worker)) fetching.add(worker);
  }
  for (const worker of tables.workers.values()) {
    for (const key of worker.incoming.keys()) {
      const row = tables.tasks.get(key);
      if (row !== undefined && gone.results.has(row)) fetching.add(worker);
    }
  }
  for (const { address } of fetching) tables.send(address, ["gone", gone.address]);
}
