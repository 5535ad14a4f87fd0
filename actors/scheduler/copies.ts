import { onNotTaken, onTaken } from "./data.ts";
import { DataRow } from "./data-row.ts";
import { forsake, strike } from "./replicas.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import type { WorkerRow } from "./worker-row.ts";

/** A worker keeps copies that it fetched, for others to fetch from it. */
export function onHolding(tables: Tables, steps: Steps, worker: WorkerRow, keys: readonly string[]): void {
  if (tables.recovery !== null) {
    tables.recovery.copies.push([worker, keys]);
    return;
  }
  for (const key of keys) {
    worker.unexpect(key);
    const row = tables.tasks.get(key);
    if (row?.replicas.includes(worker)) continue;
    if (row instanceof DataRow && row.targets.has(worker)) {
      onTaken(tables, steps, worker, row);
    } else if (row?.state === "finished" && !row.atHand && !row.actor) {
      row.replicas = [...row.replicas, worker];
      worker.keep(row);
    } else {
      tables.send(worker.address, ["drop", [key]]);
    }
  }
}

/** A worker was told to keep a copy, has none, and did not get it from those holders. */
export function onAbsent(
  tables: Tables,
  steps: Steps,
  worker: WorkerRow,
  key: string,
  holders: readonly string[],
): void {
  worker.unexpect(key);
  const row = tables.tasks.get(key);
  if (row?.replicas.includes(worker)) strike(tables, steps, worker, row);
  if (row instanceof DataRow && row.targets.has(worker)) onNotTaken(tables, worker, row);
  else forsake(tables, steps, key, holders);
}
