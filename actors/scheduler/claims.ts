import {
  type ActorTerms,
  GRACE_MS,
  type Life,
  type ResultTestimony,
  type RunTestimony,
  type Terms,
} from "../../src/protocol/messages.ts";
import type { TaskState } from "../task.ts";
import { leaveName, reclaimName } from "./actors.ts";
import { Claim } from "./claim.ts";
import { receive } from "./data.ts";
import { DataRow } from "./data-row.ts";
import { hearsayOf } from "./hearsay.ts";
import { eligible, hasLeft } from "./restrictions.ts";
import { NONE, type TaskRow } from "./rows.ts";
import { onRunWord, type RunWord } from "./runs.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import type { WorkerRow } from "./worker-row.ts";

/** A worker goes on with these runs, each with a number of its own. */
export function onRuns(tables: Tables, steps: Steps, worker: WorkerRow, runs: readonly RunTestimony[]): void {
  for (const run of runs) if (isNew(worker, run[1])) claim(tables, steps, new Claim(worker, run, null));
}

/** A worker has these results. */
export function onResults(
  tables: Tables,
  steps: Steps,
  worker: WorkerRow,
  results: readonly ResultTestimony[],
): void {
  for (const [key, run, size, inline, futures, actor, life] of results) {
    if (worker.runs.has(run)) continue;
    const ending = ["done", key, run, size, 0, inline, futures] as const;
    claim(tables, steps, new Claim(worker, [key, run, 1, false, false, actor, life], ending));
  }
}

/** Whether a worker has said nothing of a run yet. */
function isNew(worker: WorkerRow, run: number): boolean {
  if (worker.runs.has(run)) return false;
  for (const claimed of worker.claims) if (claimed.run === run) return false;
  return true;
}

function claim(tables: Tables, steps: Steps, made: Claim): void {
  tables.claims.set(made.key, [...(tables.claims.get(made.key) ?? NONE), made]);
  made.worker.claims.add(made);
  if (tables.recovery !== null) return;
  enterName(tables, steps, made);
  const row = tables.tasks.get(made.key);
  if (row !== undefined) steps.review(row);
}

/** What becomes of a run that nobody has asked for yet; false where the worker has claimed no such run. */
export function onClaimWord(tables: Tables, worker: WorkerRow, message: RunWord): boolean {
  const [kind, key, run] = message;
  const found = tables.claims.get(key)?.find((one) => one.worker === worker && one.run === run);
  if (found === undefined || found.ending !== null) return false;
  if (kind === "done" || kind === "failed") found.ending = message;
  else if (kind === "running") found.begun = true;
  else if (kind === "waiting" || kind === "resumed") found.waiting = kind === "waiting";
  else retract(tables, found);
  return true;
}

/** An actor that nobody has asked for yet has died; false where it was none. */
export function onClaimDied(tables: Tables, worker: WorkerRow, key: string): boolean {
  const found = tables.claims.get(key)?.find((one) => one.worker === worker && one.lasting);
  if (found !== undefined) retract(tables, found);
  return found !== undefined;
}

/** A worker goes, and nobody has asked for what it claims. */
export function dropClaims(tables: Tables, worker: WorkerRow): void {
  for (const gone of worker.claims) {
    retract(tables, gone);
    dismiss(tables, gone);
  }
}

/** A worker that has claims is gone. */
export function onClaimantGone(tables: Tables, worker: WorkerRow): void {
  for (const found of worker.claims) retract(tables, found);
}

/** An actor with a name is wanted, whoever holds it. */
function enterName(tables: Tables, steps: Steps, { key, actor, life }: Claim): void {
  if (actor === null || actor[1] === null) return;
  const row = tables.tasks.get(key) ?? hearsayOf(tables, steps, key);
  // Who submits it gives it its name.
  if (!(row instanceof DataRow) || !row.hearsay || row.actor) return;
  row.terms = termsOf(actor, life);
  tables.tally.reconsider(row);
  // One that was given up is there after all; it gets its name as it is tried again.
  if (row.state === "failed") return steps.step(row, "retry");
  reclaimName(tables, steps, row, actor[1]);
}

/** Has actors with names live on: of two of one name that which was made later. */
export function enterNames(tables: Tables, steps: Steps): void {
  const named = [...tables.claims.values()].flat().filter(({ actor }) => actor?.[1] != null);
  for (const one of named.sort((a, b) => b.run - a.run)) enterName(tables, steps, one);
}

const termsOf = (actor: ActorTerms | null, life: Life): Terms => [0, 0, 0, actor, null, null, NONE, life];

/** States in which nobody waits for a row, or has a use for what workers claim. */
export const IDLE: ReadonlySet<TaskState> = new Set(["released", "failed", "cancelled", "forgotten"]);

/** Has a row take what workers claim of it, where it waits for that; whatever else they claim of it is void. */
export function takeClaims(tables: Tables, steps: Steps, row: TaskRow): void {
  const claims = tables.claims.get(row.key);
  if (claims === undefined || row.failure !== null || IDLE.has(row.state)) return;
  const waits = row.state === "waiting" || row.state === "queued";
  const best = claims
    .filter((one) => waits && mayTake(row, one))
    .reduce<Claim | undefined>((a, b) => (a !== undefined && a.run >= b.run ? a : b), undefined);
  for (const one of claims) retract(tables, one);
  if (best !== undefined) take(tables, steps, row, best);
  for (const one of claims) if (one !== best && !share(row, one)) dismiss(tables, one);
}

/** Who wanted a key does not any more: of what workers claim of it, what runs is ended where nobody else wants it. */
export function renounce(tables: Tables, key: string, graceMs: number): void {
  // Others may want it who are not back yet, and its worker may not be.
  tables.recovery?.renounced.set(key, graceMs);
  if (tables.recovery !== null || tables.tasks.has(key)) return;
  for (const one of tables.claims.get(key) ?? NONE) {
    if (one.ending !== null) continue;
    retract(tables, one);
    dismiss(tables, one, graceMs);
  }
}

/** Has the workers let go of what nobody has asked for in so many sweeps. */
export function ageClaims(tables: Tables, limit: number): void {
  for (const claims of [...tables.claims.values()]) {
    for (const one of claims) {
      if (++one.age < limit) continue;
      retract(tables, one);
      dismiss(tables, one);
    }
  }
}

function take(
  tables: Tables,
  steps: Steps,
  row: TaskRow,
  { worker, run, attempt, begun, waiting, actor, life, ending }: Claim,
): void {
  if (row instanceof DataRow && !row.described) {
    receive(tables, row);
    // Of what one worker claims twice, the name may be another's.
    if (row.terms[3]?.[1] !== actor?.[1]) leaveName(tables, row);
    if (actor !== null || life !== null) row.terms = termsOf(actor, life);
    tables.tally.reconsider(row);
  }
  row.worker = worker;
  row.run = run;
  row.failures = attempt - 1;
  steps.step(row, "adopt");
  const { key } = row;
  if (begun) onRunWord(tables, steps, worker, row, ["running", key, run]);
  if (waiting) onRunWord(tables, steps, worker, row, ["waiting", key, run]);
  if (ending === null) return;
  const [kind, , , size, , inline, futures] = ending;
  // How long it took is not known any more: what is expected stays so.
  const word = kind === "done" ? ([kind, key, run, size, row.expected, inline, futures] as const) : ending;
  onRunWord(tables, steps, worker, row, word);
}

/** Whether a row can be what a worker claims it to be. */
function mayTake(row: TaskRow, { worker, actor, life, ending }: Claim): boolean {
  const hearsay = row instanceof DataRow && !row.described;
  if (!hearsay && (row.actor !== (actor !== null) || row.life !== life)) return false;
  if (row.home !== null && row.home !== worker.address) return false;
  // Where it was made does not count for a result.
  if (ending !== null && actor === null) return true;
  // What a run takes that nobody had asked for may have been given to another; an actor is not ended for that.
  return eligible(row.restrictions, [worker]).length > 0 && (actor !== null || hasLeft(worker, row));
}

/** Lets a result that is there already be where a worker claims a copy of it. */
function share(row: TaskRow, { worker, run, actor, life, ending }: Claim): boolean {
  if (row.state !== "finished" || row.atHand || row.actor || actor !== null || run !== 0) return false;
  if (ending?.[0] !== "done" || ending[3] !== row.size || life !== row.life) return false;
  if (row.replicas.includes(worker)) return true;
  row.replicas = [...row.replicas, worker];
  worker.keep(row);
  return true;
}

/** The claim is on nobody's books any more. */
function retract(tables: Tables, gone: Claim): void {
  const others = (tables.claims.get(gone.key) ?? NONE).filter((one) => one !== gone);
  if (others.length > 0) tables.claims.set(gone.key, others);
  else tables.claims.delete(gone.key);
  gone.worker.claims.delete(gone);
}

/** Nobody wants what the worker has, or it has been superseded. */
function dismiss(tables: Tables, gone: Claim, graceMs = GRACE_MS): void {
  const { worker, key, run, actor } = gone;
  if (gone.ending === null) tables.send(worker.address, ["abort", key, run, graceMs]);
  if (gone.lasting || actor !== null) tables.send(worker.address, ["drop", [key]]);
}
