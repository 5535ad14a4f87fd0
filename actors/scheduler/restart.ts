import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Cancels every key of every client, and has all workers begin anew; those are the workers that will be replaced. */
export function restart(tables: Tables, steps: Steps): WorkerRow[] {
  for (const row of tables.tasks.values()) {
    row.doomed = 0;
    steps.review(row);
  }
  // The next word of the same batch may begin the next life of a key.
  steps.settle();
  const workers = [...tables.workers.values()];
  for (const worker of workers) {
    // One that is leaving has nothing left to do, and is not to come back.
    if (worker.state === "retiring" || worker.state === "restarting") continue;
    worker.state = "restarting";
    tables.ready.reconsider();
    tables.send(worker.address, ["restart"]);
  }
  return workers;
}
