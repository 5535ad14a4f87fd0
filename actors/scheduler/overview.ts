import type { Overview, WorkerView } from "../../src/protocol/overview.ts";
import { entryOf } from "./announce.ts";
import { isWithin } from "./client-row.ts";
import type { Tables } from "./tables.ts";
import { unrunnable } from "./unrunnable.ts";
import type { WorkerRow } from "./worker-row.ts";

/** How many tasks are in which state, and who does what. */
export function overview(tables: Tables): Overview {
  const states = new Map<string, number>();
  const actors: [key: string, worker: string | null][] = [];
  for (const row of tables.tasks.values()) {
    if (row.actor && row.state !== "failed") {
      const host = row.worker ?? row.replicas[0];
      actors.push([row.key, host?.name ?? null]);
    } else {
      states.set(row.state, (states.get(row.state) ?? 0) + 1);
    }
  }
  const workers = [...tables.workers.values()].map(viewOf);
  const hosts = [...tables.workers.keys()];
  const outside = [...tables.clients.keys()].filter(
    (client) => !hosts.some((host) => isWithin(client, host)),
  );
  const waiting = unrunnable(tables).map(({ count, why, keys }) => [count, why, keys] as const);
  return [workers, outside.length, [...states], waiting, actors, tables.published.names];
}

function viewOf(worker: WorkerRow): WorkerView {
  let running = 0;
  let assigned = 0;
  for (const row of worker.runs.values()) {
    if (row.actor) continue;
    assigned++;
    if (row.state === "running" || row.idle) running++;
  }
  return [entryOf(worker), worker.state, running, assigned, worker.results.size];
}
