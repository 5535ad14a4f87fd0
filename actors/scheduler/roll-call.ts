import type { TaskState } from "../task.ts";
import { announce, announceWorkers, status } from "./announce.ts";
import { enterNames, renounce } from "./claims.ts";
import { onHolding } from "./copies.ts";
import type { DataRow } from "./data-row.ts";
import { homeless } from "./errands.ts";
import { onQuestion } from "./questions.ts";
import { Recovery } from "./recovery.ts";
import type { TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** Who had an earlier scheduler is back within this time, a little more than that between two beats; a worker that clients knew, within twice that, ms. */
const RECOVERY_MS = 1500;
/** Where everything is known so soon, others that nobody has heard of are about to come back, ms. */
const LINGER_MS = 50;

/** Somebody is back who had another scheduler: nothing is dealt out before the others are. */
export function beginRecovery(tables: Tables): void {
  tables.recovery = new Recovery(tables.informed);
  tables.log({
    level: "info",
    msg: "recovering: others had a scheduler before this one, and say what they have",
  });
  tables.effect({ type: "recoverAfter", ms: RECOVERY_MS });
}

/** Ends it soon where nobody is missing, and nothing that somebody speaks of. */
export function hastenRecovery(tables: Tables): void {
  const { recovery } = tables;
  if (recovery === null || recovery.lingering || !isComplete(tables, recovery)) return;
  recovery.lingering = true;
  tables.effect({ type: "recoverAfter", ms: LINGER_MS });
}

/** Time is up: whether it goes on, because somebody came whose words are to be completed, or workers are missing that clients knew. */
export function prolongRecovery(tables: Tables): boolean {
  const { recovery } = tables;
  if (recovery === null || isComplete(tables, recovery)) return false;
  if (!recovery.lingering && ++recovery.waits >= (isMissing(tables, recovery) ? 2 : 1)) return false;
  recovery.lingering = false;
  tables.effect({ type: "recoverAfter", ms: RECOVERY_MS });
  return true;
}

function isComplete(tables: Tables, recovery: Recovery): boolean {
  if (!recovery.informed || isMissing(tables, recovery)) return false;
  for (const { key } of recovery.sought) if (!tables.claims.has(key)) return false;
  return true;
}

function isMissing(tables: Tables, { known }: Recovery): boolean {
  for (const address of known) {
    const worker = tables.workers.get(address);
    if (worker === undefined || worker.state === "testifying") return true;
  }
  return false;
}

/** States in which who held a result of a row has yet to learn that it is none now. */
const PENDING: ReadonlySet<TaskState> = new Set(["waiting", "queued", "assigned"]);

/** What workers claim goes on for those who want it, what nobody has is lost, and what was put off is done. */
export function endRecovery(tables: Tables, steps: Steps): void {
  const { recovery } = tables;
  if (recovery === null) return;
  tables.recovery = null;
  const [workers, clients] = [tables.workers.size, tables.clients.size];
  tables.log({ level: "info", msg: `recovered, with ${workers} workers and ${clients} clients` });
  tables.informed = recovery.informed;
  recovery.lives.settle(tables.claims);
  enterNames(tables, steps);
  for (const key of tables.claims.keys()) {
    const row = tables.tasks.get(key);
    if (row !== undefined) steps.review(row);
  }
  // What runs goes on, also where it was made from what is lost now.
  for (const row of recovery.strays) strand(steps, row);
  steps.settle();
  for (const [key, graceMs] of recovery.renounced) renounce(tables, key, graceMs);
  for (const row of recovery.sought) giveUp(steps, row);
  for (const row of tables.tasks.values()) if (row.state === "queued" && row.errand) steps.review(row);
  for (const [worker, keys] of recovery.copies) {
    if (tables.workers.get(worker.address) === worker) onHolding(tables, steps, worker, keys);
  }
  steps.settle();
  for (const row of tables.tasks.values()) {
    if (PENDING.has(row.state)) announce(tables, row, status(row));
  }
  announceWorkers(tables);
  for (const [client, question] of recovery.questions) {
    if (tables.clients.get(client.address) === client) onQuestion(tables, steps, client, question);
  }
}

/** The home of an errand has not come back: one that has not ended comes to nothing. */
function strand(steps: Steps, row: TaskRow): void {
  if (row.state === "finished" || row.state === "failed") return;
  if (row.state === "queued") steps.step(row, "starve");
  if (row.home !== null) row.failure = homeless(row.home);
  steps.review(row);
}

/** Nobody has said what it is, and no worker has it. */
function giveUp(steps: Steps, row: DataRow): void {
  if (row.state === "waiting") row.failure ??= ["lost", row.key];
  steps.review(row);
}
