import { type ClientToScheduler, PROTOCOL_VERSION } from "../../src/protocol/messages.ts";
import type { TaskState } from "../task.ts";
import { announceWorkers, status } from "./announce.ts";
import { onCancel } from "./cancel.ts";
import { ClientRow } from "./client-row.ts";
import { forgetCode, shared } from "./codes.ts";
import { onScatter, onSourceGone } from "./data.ts";
import { DataRow } from "./data-row.ts";
import { admit, describe, rowOf, rowsOf } from "./hearsay.ts";
import { onBreak, onFulfil, onPromise, onPromiserGone } from "./promises.ts";
import { copyOf } from "./published.ts";
import { onQuestion } from "./questions.ts";
import { forsake } from "./replicas.ts";
import { onRetry } from "./retry.ts";
import { NONE, TaskRow, USUAL } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** States in which a task makes no result any more. */
const ENDS: ReadonlySet<TaskState> = new Set(["finished", "failed"]);

/** Part of a place in the order of submission that one generation of children takes. */
const GENERATION = 2 ** -20;

/** A client says who it is; what an earlier life of that address held is void. */
export function onClientHello(
  tables: Tables,
  steps: Steps,
  from: string,
  [, version, name, , workers]: Extract<ClientToScheduler, readonly ["client", ...unknown[]]>,
): void {
  if (version !== PROTOCOL_VERSION) {
    const reason = `The scheduler speaks protocol ${PROTOCOL_VERSION}, this client ${version}. Install the same version of troupe on both sides.`;
    tables.send(from, ["refused", reason]);
    return;
  }
  if (tables.clients.has(from)) onClientGone(tables, steps, from, true);
  tables.clients.set(from, new ClientRow(from, name));
  tables.log({ level: "debug", msg: `client ${name} joined`, client: name, peer: from });
  tables.send(from, ["welcome", tables.durability]);
  const { recovery } = tables;
  // Where some are missing, who calls their actors would take those for dead.
  if (recovery === null) return announceWorkers(tables, [from]);
  recovery.informed ||= workers.length > 0;
  for (const address of workers) recovery.known.add(address);
}

/** A client is gone for good, as it has said or others know, or as its silence has it: its holds end. */
export function onClientGone(tables: Tables, steps: Steps, address: string, silent: boolean): void {
  // Primitives may know who has not said anything to this scheduler.
  tables.effect({ type: "vacate", address, silent });
  const client = tables.clients.get(address);
  if (client === undefined) return;
  tables.cause = `${address} is gone`;
  tables.clients.delete(address);
  tables.log({ level: "debug", msg: `client ${client.name} has gone`, client: client.name, peer: address });
  onSourceGone(tables, steps, client);
  onPromiserGone(steps, client);
  for (const row of [...client.holds]) steps.drop(client, row.key);
  for (const [hash, code] of tables.codes) {
    if (code.owners.delete(client)) forgetCode(tables, hash);
  }
}

export function onClientMessage(
  tables: Tables,
  steps: Steps,
  client: ClientRow,
  message: Exclude<ClientToScheduler, readonly ["client" | "bye", ...unknown[]]>,
): void {
  switch (message[0]) {
    case "code": {
      const [, hash, bytes] = message;
      const known = tables.codes.get(hash);
      if (known === undefined)
        tables.codes.set(hash, { bytes, alone: [hash], owners: new Set([client]), tasks: 0 });
      else known.owners.add(client);
      return;
    }
    case "submit":
      return onSubmit(tables, steps, client, message);
    case "scatter":
      return offer(tables, steps, client, onScatter(tables, steps, client, message));
    case "promise":
      return offer(tables, steps, client, onPromise(tables, steps, client, message[1]));
    case "fulfil":
      return offer(tables, steps, client, onFulfil(tables, steps, client, message));
    case "break":
      return offer(tables, steps, client, onBreak(tables, steps, client, message));
    case "hold":
      for (const key of message[1]) {
        const row = rowOf(tables, steps, key);
        if (row === undefined) tables.send(client.address, ["lost", key, key]);
        else hold(tables, steps, client, row);
      }
      return;
    case "release":
      return onRelease(tables, steps, client, message);
    case "keep":
      onKeep(tables, steps, client, message[1]);
      return tables.answer(client.address, ["kept", message[1], null]);
    case "cancel":
      return onCancel(tables, steps, client, message);
    case "retry":
      return onRetry(tables, steps, client, message[1]);
    case "missing": {
      const [, key, holders] = message;
      forsake(tables, steps, key, holders);
      const row = tables.tasks.get(key);
      if (row?.state === "finished" && row.replicas.length > 0) tables.send(client.address, status(row));
      return;
    }
    case "find": {
      const [, key, name] = message;
      const present = tables.tasks.get(key);
      if (present !== undefined) return hold(tables, steps, client, present);
      return add(tables, steps, client, copyOf(tables, key, name));
    }
    case "beat":
      return;
    case "upload":
    case "overview":
    case "crew":
    case "actors":
    case "failures":
    case "graph":
    case "task":
      return onQuestion(tables, steps, client, message);
    default:
      // Who asks before all are back would be misled.
      if (tables.recovery !== null) tables.recovery.questions.push([client, message]);
      else onQuestion(tables, steps, client, message);
  }
}

function onSubmit(
  tables: Tables,
  steps: Steps,
  client: ClientRow,
  [, key, codes, args, dependencies, parent, terms]: Extract<
    ClientToScheduler,
    readonly ["submit", ...unknown[]]
  >,
): void {
  const present = tables.tasks.get(key);
  const told = present instanceof DataRow && present.hearsay ? present : undefined;
  if (present !== undefined && told === undefined) {
    tables.recovery?.lives.note(present, terms ?? USUAL);
    return hold(tables, steps, client, present);
  }
  const maker = parent === null ? undefined : tables.tasks.get(parent);
  const sequence = ++tables.sequence;
  const rank = maker === undefined ? sequence : maker.rank - GENERATION;
  const own = dependencies.includes(key);
  const found = own ? NONE : rowsOf(tables, steps, dependencies);
  const known = !own && codes.every((hash) => tables.codes.has(hash));
  const run = known ? shared(tables, codes) : NONE;
  const row = new TaskRow(key, run, args, found, terms ?? USUAL, rank, sequence);
  const lost = !known ? key : dependencies.find((name) => !tables.tasks.has(name));
  if (told !== undefined) {
    if (lost === undefined) describe(tables, steps, told, row);
    return hold(tables, steps, client, told);
  }
  admit(tables, row);
  if (lost !== undefined) row.failure = ["lost", lost];
  add(tables, steps, client, row);
}

function add(tables: Tables, steps: Steps, client: ClientRow, row: TaskRow): void {
  tables.enter(row);
  keep(steps, client, row);
}

function keep(steps: Steps, client: ClientRow, row: TaskRow): void {
  take(client, row);
  steps.review(row);
}

/** A client has the value of a key, or will: what waits for that is pending, as every new future is. */
function offer(tables: Tables, steps: Steps, client: ClientRow, row: TaskRow): void {
  take(client, row);
  if (!(row instanceof DataRow) || row.state === "finished") tables.send(client.address, status(row));
  steps.review(row);
}

function hold(tables: Tables, steps: Steps, client: ClientRow, row: TaskRow): void {
  take(client, row);
  // What becomes of it is said when all are back.
  if (tables.recovery === null || row.state === "finished" || row.state === "failed")
    tables.send(client.address, status(row));
  steps.review(row);
}

/** A client lets go of keys: at once, or when the tasks have ended that may have them inside their results. */
function onRelease(
  tables: Tables,
  steps: Steps,
  client: ClientRow,
  [, keys, names]: Extract<ClientToScheduler, readonly ["release", ...unknown[]]>,
): void {
  // What was submitted just before needs it from here on, be it held or not; lost, it could not be made again.
  if (keys.some((key) => tables.tasks.get(key)?.irreplaceable)) steps.settle();
  // Of a task that is assigned the result is still on its way.
  const tasks = (names ?? NONE).flatMap((name) => tables.tasks.get(name) ?? []);
  // So it may be of one that an earlier scheduler had assigned.
  const open = [...new Set(tasks)].filter(({ worker, state }) =>
    tables.recovery === null ? worker !== null : !ENDS.has(state),
  );
  for (const task of open) if (!task.parting.includes(client)) task.parting = [...task.parting, client];
  for (const key of keys) {
    const earlier = client.parting.get(key);
    if (earlier !== undefined) {
      for (const task of open) earlier.tasks.add(task);
      earlier.over = true;
    } else if (open.length > 0) {
      client.parting.set(key, { tasks: new Set(open), over: true });
    } else {
      steps.drop(client, key);
    }
  }
}

/** The client holds the key from now on, whatever it said about parting with it before. */
function take(client: ClientRow, row: TaskRow): void {
  const parting = client.parting.size > 0 ? client.parting.get(row.key) : undefined;
  if (parting !== undefined) parting.over = false;
  const before = client.holds.size;
  if (client.holds.add(row).size === before) return;
  row.holders = row.holders.length === 0 ? client.alone : [...row.holders, client];
}

/** The client wants a task done, whatever becomes of the client; of one that has ended nothing is kept. */
function onKeep(tables: Tables, steps: Steps, { address }: ClientRow, key: string): void {
  const row = tables.tasks.get(key);
  if (row === undefined || row.state === "finished" || row.state === "failed") return;
  if (row.keepers.includes(address)) return;
  row.keepers = [...row.keepers, address];
  tables.records?.keep(row);
  steps.review(row);
}
