import type { ClientToScheduler } from "../../src/protocol/messages.ts";
import { renounce } from "./claims.ts";
import type { ClientRow } from "./client-row.ts";
import { forswear } from "./promises.ts";
import type { TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** Ends one client's holds, and each task that no one else wants; by force for everyone. */
export function onCancel(
  tables: Tables,
  steps: Steps,
  client: ClientRow,
  [, keys, force, graceMs]: Extract<ClientToScheduler, readonly ["cancel", ...unknown[]]>,
): void {
  const rows = keys.flatMap((key) => tables.tasks.get(key) ?? []);
  for (const key of keys) {
    steps.drop(client, key);
    renounce(tables, key, graceMs);
  }
  for (const row of rows) {
    row.keepers = row.keepers.filter((address) => address !== client.address);
    tables.records?.touch(row);
    forswear(steps, client, row);
  }
  const wanted = force ? null : wantedByOthers(rows, client);
  for (const row of rows) {
    if (wanted?.has(row)) continue;
    row.doomed = graceMs;
    steps.review(row);
  }
  // The next word of the same batch may begin a key's next life.
  steps.settle();
  tables.send(client.address, ["parted", keys]);
}

/** Of tasks and what depends on them, those that a result or another client holds or keeps or, through dependents, is there for. */
function wantedByOthers(rows: readonly TaskRow[], client: ClientRow): ReadonlySet<TaskRow> {
  const concerned = new Set(rows);
  for (const row of concerned) for (const dependent of row.dependents ?? []) concerned.add(dependent);
  const wanted = new Set<TaskRow>();
  for (const row of concerned) {
    const kept = row.keepers.some((address) => address !== client.address);
    if (kept || row.pins > 0 || row.holders.some((holder) => holder !== client)) wanted.add(row);
  }
  for (const row of wanted) {
    for (const dependency of row.dependencies) if (concerned.has(dependency)) wanted.add(dependency);
  }
  return wanted;
}
