import type { Payload } from "../../src/protocol/messages.ts";
import type { TaskState } from "../task.ts";
import { DataRow } from "./data-row.ts";
import type { Failure, TaskRow } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Gives an actor the name that it was submitted with; where another has it, it fails. */
export function christen(tables: Tables, row: TaskRow): void {
  const name = row.terms[3]?.[1] ?? null;
  if (name === null) return;
  const present = tables.named.find(name);
  if (present === undefined) tables.named.give(name, row);
  else if (present !== row) row.failure = taken(name, present);
}

/** A living actor has its name back, whoever meant to give it to another meanwhile. */
export function reclaimName(tables: Tables, steps: Steps, row: TaskRow, name: string): void {
  const present = tables.named.find(name);
  if (present !== undefined && (present instanceof DataRow || !UNMADE.has(present.state))) return;
  tables.named.give(name, row);
  steps.review(row);
  if (present === undefined) return;
  if (present.state === "queued") steps.step(present, "starve");
  present.failure = taken(name, row);
  steps.review(present);
}

/** States of an actor that is not about to be there. */
const UNMADE: ReadonlySet<TaskState> = new Set(["released", "waiting", "queued"]);

/** An actor that will not be, or is no more, leaves its name to others. */
export function leaveName(tables: Tables, row: TaskRow): void {
  const name = row.terms[3]?.[1] ?? null;
  if (name !== null && tables.named.find(name) === row) tables.named.take(name);
}

/** The key of the actor of that name, or why there is none. */
export function lookup(tables: Tables, name: string): TaskRow | Failure {
  const row = tables.named.find(name);
  return row ?? ["denied", "NOT_FOUND", `There is no actor named "${name}".`];
}

/** Has an actor ended, whoever holds it; false where there is none any more. */
export function kill(tables: Tables, row: TaskRow | undefined): boolean {
  const [worker] = row?.actor === true && row.state === "finished" ? row.replicas : [];
  if (row === undefined || worker === undefined) return false;
  tables.send(worker.address, ["kill", row.key]);
  return true;
}

/** Answers who waits for the end of actors that are no more. */
export function answerKillings(tables: Tables): void {
  for (const [row, waiters] of tables.killings) {
    if (row.state === "finished" && tables.tasks.get(row.key) === row) continue;
    tables.killings.delete(row);
    for (const [{ address }, number] of waiters) tables.send(address, ["answered", number]);
  }
}

/** An actor has died, as its worker's log says, and nobody can make its state again. */
export function onDied(tables: Tables, steps: Steps, worker: WorkerRow, key: string, error: Payload): void {
  const row = tables.tasks.get(key);
  if (row?.actor !== true || !row.replicas.includes(worker)) {
    tables.stale++;
    return;
  }
  row.failure = ["failed", error];
  worker.lose(row);
  row.replicas = row.replicas.filter((replica) => replica !== worker);
  steps.review(row);
}

/** Why nothing is had of an actor any more that has not said so itself. */
export function departed({ key, replicas }: TaskRow): Failure {
  const why = replicas.length === 0 ? "its worker has left or died" : "nobody held it any more";
  return ["ended", key, `The actor ${key} is gone: ${why}. Make another.`];
}

function taken(name: string, { key }: TaskRow): Failure {
  const text = `"${name}" is the name of ${key} already. Kill that actor first, look it up, or take another name.`;
  return ["denied", "TROUPE", text];
}
