import type { Payload, Resource, Restrictions, Terms } from "../../src/protocol/messages.ts";
import type { TaskState } from "../task.ts";
import type { ClientRow } from "./client-row.ts";
import type { ReadyQueue } from "./ready.ts";

/** Why a task failed: its own error, workers that died with it, or data that nobody can compute again. */
export type Failure =
  | readonly ["failed", error: Payload]
  | readonly ["killed", culprit: string, workers: readonly string[]]
  | readonly ["lost", culprit: string];

/** The one empty list that all rows share. */
export const NONE: readonly never[] = [];

/** What most tasks have in common. */
export const USUAL: Terms = [0, 0, 0, false, null];

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
  /** Addresses of clients that want it done, whether they stay or go. */
  keepers: readonly string[] = NONE;
  /** Tasks that list this one among their dependencies. */
  dependents: Set<TaskRow> | null = null;
  /** Rows of the futures inside the result. */
  inside: readonly TaskRow[] = NONE;
  /** Names of workers that died while they ran this task. */
  deaths: readonly string[] = NONE;

  readonly key: string;
  readonly codes: readonly string[];
  /** Null once it cannot be run again. */
  args: Payload | null;
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

  /** Which workers may run it, and what it takes there; null where any may, for nothing. */
  get restrictions(): Restrictions | null {
    return this.terms[4];
  }

  /** Workers died while they ran it: it is not run beside another such task. */
  get suspicious(): boolean {
    return this.deaths.length > 0;
  }

  /** Whether a client or a result holds it, a task that is not done needs it, or it is kept until it is done. */
  get wanted(): boolean {
    return this.needed > 0 || this.pins > 0 || this.holders.length > 0 || this.keepers.length > 0;
  }
}

/** A worker as the scheduler sees it. */
export class WorkerRow {
  readonly address: string;
  readonly name: string;
  readonly threads: number;
  readonly host: string;
  /** What it has for tasks that ask for it, and how much of that its tasks and actors have taken. */
  readonly resources: ReadonlyMap<string, number>;
  readonly taken = new Map<string, number>();
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
  /** It has room that it had not when queues were last asked what may run there. */
  relieved = false;
  /** Queues of restricted tasks that wait until it, among others, has room. */
  readonly queues = new Set<ReadyQueue>();

  constructor(
    address: string,
    name: string,
    threads: number,
    host: string,
    resources: readonly Resource[] = NONE,
  ) {
    this.address = address;
    this.name = name;
    this.threads = threads;
    this.host = host;
    this.resources = new Map(resources);
  }

  get active(): number {
    return this.runs.size - this.idle;
  }

  /** Threads that nothing runs on, and that something may run on. */
  get free(): number {
    return this.paused ? 0 : Math.max(0, this.threads - this.active);
  }

  /** Sets aside what `row` takes while it is here. */
  take({ restrictions }: TaskRow): void {
    if (restrictions === null) return;
    for (const [name, amount] of restrictions[2]) {
      this.taken.set(name, (this.taken.get(name) ?? 0) + amount);
    }
  }

  /** Gives back what `row` took. */
  give({ restrictions }: TaskRow): void {
    this.relieved = true;
    if (restrictions === null) return;
    for (const [name, amount] of restrictions[2]) {
      this.taken.set(name, (this.taken.get(name) ?? 0) - amount);
    }
  }

  /** It holds the result from now on. */
  keep(row: TaskRow): void {
    this.unexpect(row.key);
    if (this.results.has(row)) return;
    this.results.add(row);
    this.bytes += row.size;
    if (!row.actor) return;
    this.actors++;
    this.take(row);
  }

  /** It does not hold the result any more. */
  lose(row: TaskRow): void {
    this.unexpect(row.key);
    if (!this.results.delete(row)) return;
    this.bytes -= row.size;
    if (!row.actor) return;
    this.actors--;
    this.give(row);
  }

  /** It was told to fetch and keep the result, or asked whether it has it. */
  expect(row: TaskRow): void {
    this.unexpect(row.key);
    const size = this.results.has(row) ? 0 : row.size;
    this.incoming.set(row.key, size);
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
