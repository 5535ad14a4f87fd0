import type { Failure, TaskRow } from "./rows.ts";
import type { Tables } from "./tables.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Why a task whose home is gone comes to nothing: nobody knows how much of it was done. */
export function homeless(address: string): Failure {
  return [
    "denied",
    "LOST",
    `The worker that it was for, ${address}, has left or died before it had answered. Run it again.`,
  ];
}

/** The worker that an errand goes to: its home, or one that holds what it copies. */
export function destination(tables: Tables, row: TaskRow): WorkerRow | null {
  if (row.home !== null) return tables.workers.get(row.home) ?? null;
  return row.dependencies[0]?.replicas[0] ?? null;
}

/** Settles a new row in its home, where it has one. */
export function settleIn(tables: Tables, row: TaskRow): void {
  if (row.home === null) return;
  const worker = tables.workers.get(row.home);
  if (worker !== undefined) worker.errands.add(row);
  else if (tables.recovery !== null) tables.recovery.strays.add(row);
  else if (row.state !== "finished") row.failure = homeless(row.home);
}

/** A worker is back: errands that wait for it are at home there. */
export function comeHome({ recovery }: Tables, worker: WorkerRow): void {
  for (const row of recovery?.strays ?? []) {
    if (row.home !== worker.address) continue;
    recovery?.strays.delete(row);
    worker.errands.add(row);
  }
}
