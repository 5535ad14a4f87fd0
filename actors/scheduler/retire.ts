import { dropClaims } from "./claims.ts";
import { homeless } from "./errands.ts";
import { replicate, strike } from "./replicas.ts";
import type { Retirement } from "./retirement.ts";
import type { TaskRow } from "./rows.ts";
import { vacate } from "./stealing.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Results of one worker that are on their way to others at a time. */
const MOVES = 8;

/** The workers of these names or addresses, or what is wrong with them. */
export function findWorkers(tables: Tables, names: readonly string[]): WorkerRow[] | string {
  const all = [...tables.workers.values()];
  const stranger = names.find((name) => !all.some((worker) => worker.isOneOf([name])));
  if (stranger === undefined) return all.filter((worker) => worker.isOneOf(names));
  return `There is no worker "${stranger}". There are: ${all.map(({ name }) => name).join(", ") || "none"}.`;
}

/** The worker gets no more work; what it has not begun it gives back, and unless it is `patient`, all. */
export function retire(tables: Tables, worker: WorkerRow, patient: boolean, asked: boolean): void {
  worker.state = "retiring";
  tables.ready.reconsider();
  const known = tables.retirements.get(worker);
  if (known !== undefined) {
    known.patient &&= patient;
    known.asked &&= asked;
    return;
  }
  tables.retirements.set(worker, { patient, asked, moves: new Map(), dismissed: false });
  vacate(tables, worker);
}

/** Gets every worker that is on its way out a little further. */
export function advanceRetirements(tables: Tables, steps: Steps): void {
  for (const [worker, retirement] of tables.retirements) {
    if (!retirement.dismissed) advance(tables, steps, worker, retirement);
  }
}

function advance(tables: Tables, steps: Steps, worker: WorkerRow, retirement: Retirement): void {
  const { moves, patient } = retirement;
  if (!patient) giveBack(steps, worker);
  for (const [row, target] of moves) {
    if (
      !worker.results.has(row) ||
      !target.open ||
      tables.workers.get(target.address) !== target ||
      hasOther(row, worker)
    )
      moves.delete(row);
  }
  let stays = false;
  for (const row of worker.results) {
    // An actor ends with its worker: nobody can make its state again.
    if (row.actor) continue;
    if (hasOther(row, worker)) {
      strike(tables, steps, worker, row);
      continue;
    }
    stays = true;
    // A scattered value moves once it is all there.
    if (row.state !== "finished") continue;
    if (moves.size >= MOVES) break;
    if (moves.has(row)) continue;
    const target = heir(tables);
    if (target === undefined) break;
    moves.set(row, target);
    replicate(tables, target, row);
  }
  const busy = [...worker.runs.values()].some((row) => !row.actor);
  if (!stays && !busy) return dismiss(tables, worker, retirement);
  if ([...tables.workers.values()].every(({ state }) => state === "retiring"))
    strand(tables, steps, worker, retirement);
}

/** Nobody is left to take over: who asked for it learns that; a worker that leaves by itself may go. */
function strand(tables: Tables, steps: Steps, worker: WorkerRow, retirement: Retirement): void {
  if (!retirement.asked) {
    giveBack(steps, worker);
    return dismiss(tables, worker, retirement);
  }
  const reason = `${worker.name} has results or tasks that no other worker is left to take over. Start another worker first, or leave this one.`;
  tables.vigils = tables.vigils.filter(({ client, number, workers }) => {
    if (!workers.includes(worker)) return true;
    tables.send(client.address, ["declined", number, "TROUPE", reason]);
    return false;
  });
  reopen(tables);
}

/** Who was to go because somebody asked for it, and nobody does any more, stays. */
function reopen(tables: Tables): void {
  for (const [other, { asked, dismissed }] of tables.retirements) {
    if (dismissed || !asked || tables.vigils.some(({ workers }) => workers.includes(other))) continue;
    tables.retirements.delete(other);
    other.state = "open";
    tables.ready.reconsider();
  }
}

function dismiss(tables: Tables, worker: WorkerRow, retirement: Retirement): void {
  retirement.dismissed = true;
  dropClaims(tables, worker);
  tables.send(worker.address, ["dismissed"]);
}

/** Its tasks go to others, as if it had left already. */
function giveBack(steps: Steps, worker: WorkerRow): void {
  for (const row of [...worker.runs.values()]) {
    // A copy is made nowhere else, and at once.
    if (row.copies) continue;
    if (row.home === null) {
      steps.step(row, "return");
    } else {
      row.failure = homeless(row.home);
      steps.step(row, "fail");
    }
  }
}

/** Whether a worker that stays holds the result too. */
function hasOther(row: TaskRow, worker: WorkerRow): boolean {
  return row.replicas.some((replica) => replica !== worker && replica.state !== "retiring");
}

/** The worker that holds the least, of those that may take more. */
function heir(tables: Tables): WorkerRow | undefined {
  let best: WorkerRow | undefined;
  for (const worker of tables.workers.values()) {
    if (!worker.open || worker.paused) continue;
    if (best === undefined || worker.bytes < best.bytes) best = worker;
  }
  return best;
}
