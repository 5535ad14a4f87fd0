import type { Payload, Terms } from "../../src/protocol/messages.ts";
import type { TaskEvent, TaskState } from "../task.ts";

/** Why a task failed: its own error, workers that died with it, or data that nobody can compute again. */
export type Failure =
  | readonly ["failed", error: Payload]
  | readonly ["killed", culprit: string, workers: readonly string[]]
  | readonly ["lost", culprit: string];

/** The one empty list that all rows share. */
export const NONE: readonly never[] = [];

/** What most tasks have in common. */
export const USUAL: Terms = [0, 0, 0, false];

const NO_BYTES = new Uint8Array();

/** A task as the scheduler sees it. Kept lean: there are millions. */
export class TaskRow {
  state: TaskState = "released";
  run = 0;
  /** Runs that ended in an error of the task's own. */
  failures = 0;
  /** Dependencies without a result; counts while `waiting`. */
  unmet = 0;
  /** Dependents that are not done yet. */
  needed = 0;
  /** Results that hold this key inside. */
  pins = 0;
  /** Bytes of the result. */
  size = 0;
  /** Expected time on a thread, while assigned. */
  expected = 0;
  /** It waits for a future, or makes an actor, and takes no slot. */
  idle = false;
  /** It counts among the `needed` of its dependencies. */
  needing = false;
  /** To be cancelled, with what depends on it: the time that a run of it has to end, ms. */
  doomed: number | null = null;
  /** Clients with holds that end when its run does. */
  parting: readonly ClientRow[] = NONE;
  /** The result itself, where it is small. */
  inline: Payload | null = null;
  failure: Failure | null = null;
  worker: WorkerRow | null = null;
  /** Workers that hold the result. */
  replicas: readonly WorkerRow[] = NONE;
  /** Clients that hold the key. */
  holders: readonly ClientRow[] = NONE;
  /** Tasks that list this one among their dependencies. */
  dependents: Set<TaskRow> | null = null;
  /** Rows of the futures inside the result. */
  inside: readonly TaskRow[] = NONE;
  /** Names of workers that died while they ran this task. */
  deaths: readonly string[] = NONE;

  readonly key: string;
  readonly codes: readonly string[];
  readonly args: Payload;
  readonly terms: Terms;
  /** Place in the order of submission; a child comes just before the next root. */
  readonly rank: number;
  readonly sequence: number;
  dependencies: readonly TaskRow[];
  constructor(
    key: string,
    codes: readonly string[],
    args: Payload,
    dependencies: readonly TaskRow[],
    terms: Terms,
    rank: number,
    sequence: number,
  ) {
    this.key = key;
    this.codes = codes;
    this.args = args;
    this.dependencies = dependencies;
    this.terms = terms;
    this.rank = rank;
    this.sequence = sequence;
  }

  get priority(): number {
    return this.terms[0];
  }

  get retries(): number {
    return this.terms[1];
  }

  get timeout(): number {
    return this.terms[2];
  }

  /** Its result is an instance that lives on the worker that made it, with state that nobody can make again. */
  get actor(): boolean {
    return this.terms[3];
  }

  /** What is lost of it cannot be made again. */
  get irreplaceable(): boolean {
    return this.actor;
  }

  /** Whether a client or a result holds it, or a task that is not done needs it. */
  get wanted(): boolean {
    return this.needed > 0 || this.pins > 0 || this.holders.length > 0;
  }
}

/** A scattered value: not made by a run, but fetched by workers from the clients that offer it. */
export class DataRow extends TaskRow {
  /** Clients that still hand it out, and the number of the offer to each. */
  readonly sources = new Map<ClientRow, number>();
  /** Workers that were told to fetch it from there. */
  readonly targets = new Set<WorkerRow>();
  /** Names or addresses of workers that may have it, null for any. */
  workers: readonly string[] | null = null;
  /** All of them are to have it. */
  broadcast = false;

  constructor(key: string, size: number, sequence: number) {
    super(key, NONE, NO_BYTES, NONE, USUAL, sequence, sequence);
    this.size = size;
  }

  override get irreplaceable(): boolean {
    return true;
  }
}

/** A worker as the scheduler sees it. */
export class WorkerRow {
  readonly address: string;
  readonly name: string;
  readonly threads: number;
  readonly host: string;
  /** Tasks assigned to it by the number of their run, in that order. */
  readonly runs = new Map<number, TaskRow>();
  /** Tasks whose results it holds. */
  readonly results = new Set<TaskRow>();
  /** Keys that it was told to fetch and keep, until it answers, and the bytes of each. */
  readonly incoming = new Map<string, number>();
  /** Bytes of the results that it holds or was told to keep. */
  bytes = 0;
  /** Hashes of the code it has. */
  readonly codes = new Set<string>();
  /** Of its tasks those that take no slot. */
  idle = 0;
  /** Actors that it hosts, or makes. */
  actors = 0;
  /** Expected time of its tasks, ms. */
  occupancy = 0;
  /** The task it runs that was there when another worker died. */
  suspect: TaskRow | null = null;
  /** It is too full to take anything. */
  paused = false;
  /** Sweeps since it was heard. */
  silence = 0;

  constructor(address: string, name: string, threads: number, host: string) {
    this.address = address;
    this.name = name;
    this.threads = threads;
    this.host = host;
  }

  get active(): number {
    return this.runs.size - this.idle;
  }

  /** It holds the result from now on. */
  keep(row: TaskRow): void {
    this.unexpect(row.key);
    if (this.results.has(row)) return;
    this.results.add(row);
    this.bytes += row.size;
    if (row.actor) this.actors++;
  }

  /** It does not hold the result any more. */
  lose(row: TaskRow): void {
    if (!this.results.delete(row)) return;
    this.bytes -= row.size;
    if (row.actor) this.actors--;
  }

  /** It was told to fetch and keep the result. */
  expect({ key, size }: TaskRow): void {
    this.unexpect(key);
    this.incoming.set(key, size);
    this.bytes += size;
  }

  /** It has answered, or need not any more. */
  unexpect(key: string): void {
    this.bytes -= this.incoming.get(key) ?? 0;
    this.incoming.delete(key);
  }
}

/** The addresses of workers. */
export function addresses(workers: readonly WorkerRow[]): readonly string[] {
  return workers.length === 0 ? NONE : workers.map(({ address }) => address);
}

/** A client as the scheduler sees it; the client inside a task counts as one of its own. */
export class ClientRow {
  readonly address: string;
  readonly name: string;
  readonly holds = new Set<TaskRow>();
  /** Keys whose holds end with the task that made them, unless the client asks for them again. */
  readonly parting = new Map<string, TaskRow>();
  /** This client as the only holder of a key, for all such keys. */
  readonly alone: readonly ClientRow[] = [this];
  /** Scattered values that it still hands out. */
  readonly offers = new Set<DataRow>();
  silence = 0;

  constructor(address: string, name: string) {
    this.address = address;
    this.name = name;
  }
}

/** An event met a row in a state that has no answer to it: a fault of the scheduler itself. */
export class ImpossibleTransition extends Error {
  constructor(row: TaskRow, event: TaskEvent, story: readonly string[]) {
    super(`Task ${row.key} cannot "${event}" while ${row.state}.\n${story.join("\n")}`);
    this.name = "ImpossibleTransition";
  }
}
