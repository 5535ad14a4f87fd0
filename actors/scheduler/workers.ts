import { PROTOCOL_VERSION, type WorkerToScheduler } from "../../src/protocol/messages.ts";
import { onDied } from "./actors.ts";
import { announceWorkers } from "./announce.ts";
import { onClaimantGone, onClaimDied, onClaimWord, onResults, onRuns } from "./claims.ts";
import { isWithin } from "./client-row.ts";
import { onClientGone } from "./clients.ts";
import { onAbsent, onHolding } from "./copies.ts";
import { onNotTaken, onTargetGone, revisit } from "./data.ts";
import { DataRow } from "./data-row.ts";
import { comeHome, homeless } from "./errands.ts";
import { retire } from "./retire.ts";
import { NONE, type TaskRow } from "./rows.ts";
import { onRunWord } from "./runs.ts";
import { vacate } from "./stealing.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import { interrupt } from "./transfers.ts";
import { WorkerRow } from "./worker-row.ts";

/** Sweeps, two a second, without a word after which a worker counts as dead: at the next, so within 3 s. */
export const WORKER_SILENCE = 5;

/** Workers that one task may take along before it is given up. */
const ALLOWED_DEATHS = 3;

/** A worker says who it is; what an earlier life of that address ran and held is void. */
export function onWorkerHello(
  tables: Tables,
  steps: Steps,
  from: string,
  [, version, name, threads, host, resources, former, memory]: Extract<
    WorkerToScheduler,
    readonly ["worker", ...unknown[]]
  >,
): void {
  const reason = hindrance(tables, from, version, name);
  if (reason !== null) {
    tables.log({ level: "warn", msg: `worker ${name} is refused: ${reason}`, worker: name, peer: from });
    return tables.send(from, ["refused", reason]);
  }
  onWorkerGone(tables, steps, from, "left");
  const worker = new WorkerRow(from, name, threads, host, resources, memory);
  if (former !== null) worker.state = "testifying";
  tables.workers.set(from, worker);
  comeHome(tables, worker);
  tables.ready.reconsider();
  revisit(tables);
  tables.send(from, ["welcome", tables.durability]);
  const size = `${threads} ${threads === 1 ? "thread" : "threads"} on ${host}`;
  tables.log({ level: "info", msg: `worker ${name} joined with ${size}`, worker: name, peer: from });
  for (const file of tables.modules.values()) tables.send(from, ["module", file]);
  if (tables.recovery === null) announceWorkers(tables);
}

/** A worker says what it runs and holds, and when that was all: it gets work from there on. */
function onTestimony(
  tables: Tables,
  steps: Steps,
  worker: WorkerRow,
  message: Extract<WorkerToScheduler, readonly ["runs" | "results" | "testified", ...unknown[]]>,
): void {
  if (worker.state !== "testifying") {
    tables.stale++;
    return;
  }
  if (message[0] === "runs") return onRuns(tables, steps, worker, message[1]);
  if (message[0] === "results") return onResults(tables, steps, worker, message[1]);
  worker.state = "open";
  tables.ready.reconsider();
  revisit(tables);
}

/** Why a worker cannot join, if it cannot: names tell workers apart, for people and for `workers` of a task. */
function hindrance(tables: Tables, address: string, version: number, name: string): string | null {
  if (version !== PROTOCOL_VERSION)
    return `The scheduler speaks protocol ${PROTOCOL_VERSION}, this worker ${version}. Install the same version of troupe on both sides.`;
  for (const worker of tables.workers.values()) {
    if (worker.name === name && worker.address !== address)
      return `There is a worker "${name}" on ${worker.host} already: choose another --name. Where that one has died, try again in 3 s.`;
  }
  return null;
}

/** A worker is gone: its tasks run elsewhere, results that only it held are lost, its tasks' clients go too. */
export function onWorkerGone(tables: Tables, steps: Steps, address: string, how: "left" | "died"): void {
  const worker = tables.workers.get(address);
  if (worker === undefined) return;
  tables.cause = `${worker.name} ${how === "died" ? "has died" : "has left"}`;
  tables.workers.delete(address);
  const { name } = worker;
  const left = worker.runs.size === 0 ? "" : `, with ${worker.runs.size} of its tasks under way`;
  const level = how === "died" ? "warn" : "info";
  tables.log({ level, msg: `worker ${name} ${how}${left}`, worker: name, peer: address });
  interrupt(tables, worker);
  tables.retirements.delete(worker);
  tables.ready.reconsider();
  for (const row of worker.errands) {
    if (row.state === "finished" || row.state === "failed") continue;
    // While a scheduler recovers, what is ready waits.
    if (row.state === "queued") steps.step(row, "starve");
    row.failure = homeless(address);
    if (row.worker === worker) steps.step(row, "fail");
    else steps.review(row);
  }
  const blamed = how === "died" ? suspects(worker) : NONE;
  for (const row of blamed) row.deaths = [...row.deaths, worker.name];
  for (const row of [...worker.runs.values()]) {
    if (row.deaths.length >= ALLOWED_DEATHS) {
      row.failure = ["killed", row.key, row.deaths];
      const [key, run] = [row.key, row.run];
      tables.log({
        level: "warn",
        msg: `task ${key} has ended too many workers: it is given up`,
        key,
        run,
        worker: name,
      });
      steps.step(row, "fail");
    } else {
      steps.step(row, "return");
    }
  }
  onTargetGone(tables, worker);
  for (const row of worker.results) {
    row.replicas = row.replicas.filter((replica) => replica !== worker);
    steps.review(row);
  }
  for (const client of [...tables.clients.keys()]) {
    if (isWithin(client, address)) partClient(tables, steps, client);
  }
  onClaimantGone(tables, worker);
  tables.recovery?.known.delete(address);
  if (tables.recovery === null) announceWorkers(tables);
}

/** What may have ended a worker: what ran there, else what waited, for it may have gone on with nobody the wiser. */
function suspects(worker: WorkerRow): readonly TaskRow[] {
  const runs = [...worker.runs.values()];
  const active = runs.filter((row) => row.actor || !row.idle);
  return active.length > 0 ? active : runs;
}

function partClient(tables: Tables, steps: Steps, address: string): void {
  onClientGone(tables, steps, address, false);
  tables.effect({ type: "part", from: address });
}

export function onWorkerMessage(
  tables: Tables,
  steps: Steps,
  worker: WorkerRow,
  message: Exclude<WorkerToScheduler, readonly ["worker" | "bye" | "beat", ...unknown[]]>,
): void {
  if (message[0] === "holding") return onHolding(tables, steps, worker, message[1]);
  if (message[0] === "absent") return onAbsent(tables, steps, worker, message[1], message[2]);
  if (message[0] === "runs" || message[0] === "results" || message[0] === "testified")
    return onTestimony(tables, steps, worker, message);
  if (message[0] === "died") {
    if (!onClaimDied(tables, worker, message[1])) onDied(tables, steps, worker, message[1], message[2]);
    return;
  }
  if (message[0] === "paused") return onPaused(tables, worker, message[1]);
  if (message[0] === "leave") return retire(tables, worker, message[1], false);
  if (message[0] === "left") {
    if (isWithin(message[1], worker.address)) partClient(tables, steps, message[1]);
    return;
  }
  const [kind, key, run] = message;
  // Every word about a run counts only while that run is the present one.
  const row = worker.runOf(key, run);
  if (row === undefined) {
    if (tables.claims.size > 0 && onClaimWord(tables, worker, message)) return;
    tables.stale++;
    if (kind === "done" && message[5] === null) refuse(tables, worker, key);
    return;
  }
  onRunWord(tables, steps, worker, row, message);
}

/** A worker has kept a result that nobody waits for; what it was told to get under that key it is told again later. */
function refuse(tables: Tables, worker: WorkerRow, key: string): void {
  const row = tables.tasks.get(key);
  if (row?.replicas.includes(worker)) return;
  worker.unexpect(key);
  if (row instanceof DataRow && row.targets.has(worker)) onNotTaken(tables, worker, row);
  tables.send(worker.address, ["drop", [key]]);
}

/** A worker is too full to take anything, or is no more; what it has not begun goes to others. */
function onPaused(tables: Tables, worker: WorkerRow, paused: boolean): void {
  worker.paused = paused;
  const what = paused ? "is over its memory limit and takes nothing new" : "has room again";
  tables.log({ level: paused ? "warn" : "info", msg: `worker ${worker.name} ${what}`, worker: worker.name });
  if (tables.recovery === null) announceWorkers(tables);
  if (paused) return vacate(tables, worker);
  worker.relieved = true;
  revisit(tables);
}
