import type { ClientToScheduler } from "../../src/protocol/messages.ts";
import { type ClientRow, isWithin } from "./client-row.ts";
import { DataRow } from "./data-row.ts";
import { isOpen, rowsOf, specify } from "./hearsay.ts";
import { absolve, promised } from "./promises.ts";
import { replicate } from "./replicas.ts";
import { NONE, type TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import { addresses, type WorkerRow } from "./worker-row.ts";

/** A client offers a value. Gives the row of its key, which may have been there. */
export function onScatter(
  tables: Tables,
  steps: Steps,
  client: ClientRow,
  message: Extract<ClientToScheduler, readonly ["scatter", ...unknown[]]>,
): TaskRow {
  const [, key, offer, size, workers, broadcast, futures] = message;
  const row = tables.tasks.get(key) ?? tables.enter(new DataRow(key, size, ++tables.sequence));
  if (promised(tables, client, key) !== undefined || (isOpen(row) && row.hearsay)) row.size = size;
  if (!isOpen(row) || row.size !== size || isSaid(row)) {
    tables.send(client.address, ["taken", [offer]]);
    if (row instanceof DataRow && row.state === "finished") spread(tables, row, workers, broadcast);
    return row;
  }
  specify(tables, row);
  row.workers = workers;
  row.broadcast = broadcast;
  row.sources.set(client, offer);
  client.offers.add(row);
  row.failure = null;
  if (row.state === "waiting") tables.unplaced.add(row);
  else if (row.inside.length === 0) steps.pin(row, rowsOf(tables, steps, futures));
  if (row.state === "failed") steps.step(row, "retry");
  return row;
}

/** Whether the value is said already, or another client has promised it. */
function isSaid(row: DataRow): boolean {
  return row.inline !== null || row.promiser !== null;
}

/** Somebody wants the value: it is had from who offers or promises it. */
export function seek(tables: Tables, row: DataRow): void {
  row.unmet = 1;
  if (row.promiser !== null) return;
  if (row.sources.size > 0) tables.unplaced.add(row);
  else if (tables.recovery !== null) tables.recovery.sought.add(row);
  else if (!tables.claims.has(row.key)) row.failure ??= ["lost", row.key];
}

/** The value is with a worker, which claims that: nobody need hand it out. */
export function receive(tables: Tables, row: DataRow): void {
  recall(tables, row);
  decline(tables, row);
}

/** Tells workers to fetch the scattered values that have none yet. */
export function placeData(tables: Tables, steps: Steps): void {
  for (const row of tables.unplaced) {
    tables.unplaced.delete(row);
    tables.stranded.delete(row);
    if (row.state !== "waiting") continue;
    const holders = [...row.replicas, ...row.sources.keys()].map(({ address }) => address);
    for (const worker of missing(tables, row, row.workers, row.broadcast)) {
      row.targets.add(worker);
      replicate(tables, worker, row, holders);
    }
    if (row.targets.size > 0) continue;
    if (row.replicas.length > 0) arrive(tables, steps, row);
    else tables.stranded.add(row);
  }
}

/** There may be a worker now for what had none. */
export function revisit(tables: Tables): void {
  for (const row of tables.stranded) tables.unplaced.add(row);
  tables.stranded.clear();
}

/** A worker has the value; it has arrived when all have it that were told to. */
export function onTaken(tables: Tables, steps: Steps, worker: WorkerRow, row: DataRow): void {
  row.targets.delete(worker);
  row.replicas = [...row.replicas, worker];
  worker.keep(row);
  if (row.targets.size === 0 && !tables.stranded.has(row)) arrive(tables, steps, row);
}

/** A worker could not get the value: that is tried again, for as long as its client is there. */
export function onNotTaken(tables: Tables, worker: WorkerRow, row: DataRow): void {
  row.targets.delete(worker);
  tables.stranded.add(row);
}

/** A worker that was to get values is gone. */
export function onTargetGone(tables: Tables, worker: WorkerRow): void {
  for (const key of worker.incoming.keys()) {
    const row = tables.tasks.get(key);
    if (row instanceof DataRow && row.targets.delete(worker)) tables.unplaced.add(row);
  }
}

/** A client is gone, and what it offered with it, where nobody else has it. */
export function onSourceGone(tables: Tables, steps: Steps, client: ClientRow): void {
  for (const row of client.offers) {
    row.sources.delete(client);
    if (row.sources.size > 0) continue;
    if (row.replicas.length > 0) {
      recall(tables, row);
      arrive(tables, steps, row);
    } else {
      withdraw(tables, row);
      row.failure = ["lost", row.key];
      steps.review(row);
    }
  }
}

/** Nobody wants the value now: what is under way need not arrive. */
export function withdraw(tables: Tables, row: DataRow): void {
  recall(tables, row);
  for (const worker of row.replicas) {
    worker.lose(row);
    tables.send(worker.address, ["drop", [row.key]]);
  }
  row.replicas = NONE;
}

/** Nobody needs the value from the clients that offer it any more. */
export function decline(tables: Tables, row: DataRow): void {
  for (const [client, offer] of row.sources) {
    client.offers.delete(row);
    tables.send(client.address, ["taken", [offer]]);
  }
  row.sources.clear();
  absolve(row);
}

function recall(tables: Tables, row: DataRow): void {
  for (const worker of row.targets) {
    worker.unexpect(row.key);
    tables.send(worker.address, ["drop", [row.key]]);
  }
  row.targets.clear();
  tables.unplaced.delete(row);
  tables.stranded.delete(row);
  tables.recovery?.sought.delete(row);
}

function arrive(tables: Tables, steps: Steps, row: DataRow): void {
  tables.unplaced.delete(row);
  tables.stranded.delete(row);
  decline(tables, row);
  steps.step(row, "arrive");
}

/** Has more workers fetch what has arrived. */
function spread(tables: Tables, row: DataRow, names: readonly string[] | null, broadcast: boolean): void {
  if (names === null && !broadcast) return;
  const holders = addresses(row.replicas);
  for (const worker of missing(tables, row, names, broadcast)) {
    if (!worker.incoming.has(row.key)) replicate(tables, worker, row, holders);
  }
}

/** The workers that should have the value and are not about to. */
function missing(
  tables: Tables,
  row: DataRow,
  names: readonly string[] | null,
  broadcast: boolean,
): readonly WorkerRow[] {
  const able = [...tables.workers.values()].filter(
    (worker) => worker.open && !worker.paused && (names === null || worker.isOneOf(names)),
  );
  const has = (worker: WorkerRow) => row.targets.has(worker) || row.replicas.includes(worker);
  if (broadcast) return able.filter((worker) => !has(worker));
  if (able.some(has)) return [];
  const homes = [...row.sources.keys()];
  const best = able.reduce<WorkerRow | undefined>((a, b) => (a && !before(b, a, homes) ? a : b), undefined);
  return best === undefined ? [] : [best];
}

/** Whether a value should rather go to `a`: where it was made, else where there is least. */
function before(a: WorkerRow, b: WorkerRow, sources: readonly ClientRow[]): boolean {
  const [homeA, homeB] = [a, b].map((worker) =>
    sources.some(({ address }) => isWithin(address, worker.address)),
  );
  if (homeA !== homeB) return homeA === true;
  if (a.bytes !== b.bytes) return a.bytes < b.bytes;
  return a.results.size + a.incoming.size < b.results.size + b.incoming.size;
}
