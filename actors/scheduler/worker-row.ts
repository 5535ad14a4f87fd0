import type { Resource } from "../../src/protocol/messages.ts";
import type { Claim } from "./claim.ts";
import type { ReadyQueue } from "./ready.ts";
import { NONE, type TaskRow } from "./rows.ts";

/** A worker as the scheduler sees it. */
export class WorkerRow {
  readonly address: string;
  readonly name: string;
  readonly threads: number;
  readonly host: string;
  /** Bytes that it may use, 0 for no limit. */
  readonly memory: number;
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
  /** Tasks that have their home here. */
  readonly errands = new Set<TaskRow>();
  /** Hashes of the code it has. */
  readonly codes = new Set<string>();
  /** Of its tasks those that take no slot. */
  idle = 0;
  /** Of those that take one, tasks that are known to run. */
  busy = 0;
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
  /** What it ran or held under an earlier scheduler, and nobody has asked for yet. */
  readonly claims = new Set<Claim>();
  /** Only an open one gets work, and data to keep; one that testifies is about to be. */
  state: "testifying" | "open" | "retiring" | "restarting" = "open";

  constructor(
    address: string,
    name: string,
    threads: number,
    host: string,
    resources: readonly Resource[] = NONE,
    memory = 0,
  ) {
    this.address = address;
    this.name = name;
    this.threads = threads;
    this.host = host;
    this.resources = new Map(resources);
    this.memory = memory;
  }

  get open(): boolean {
    return this.state === "open";
  }

  /** Whether it is among these names or addresses. */
  isOneOf(names: readonly string[]): boolean {
    return names.includes(this.name) || names.includes(this.address);
  }

  /** The task that it runs under that number; none where that is not the present run of the key. */
  runOf(key: string, run: number): TaskRow | undefined {
    const row = this.runs.get(run);
    return row?.key === key ? row : undefined;
  }

  get active(): number {
    return this.runs.size - this.idle;
  }

  /** Tasks that are known to run, or wait inside for others. */
  get running(): number {
    return this.busy + this.idle;
  }

  /** Those of which it is not known. */
  get queued(): number {
    return this.runs.size - this.running;
  }

  /** Threads that nothing runs on, and that something may run on. */
  get free(): number {
    return this.open && !this.paused ? Math.max(0, this.threads - this.active) : 0;
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

  /** A task of its is known to run. */
  begin(row: TaskRow): void {
    if (!row.idle) this.busy++;
  }

  /** One that was, does not run any more. */
  cease(row: TaskRow): void {
    if (!row.idle) this.busy--;
  }

  /** A task of its takes no slot from now on. */
  rest(row: TaskRow): void {
    if (row.idle) return;
    if (row.state === "running") this.busy--;
    row.idle = true;
    this.idle++;
  }

  /** It does again, or is about to leave. */
  rouse(row: TaskRow): void {
    if (!row.idle) return;
    row.idle = false;
    this.idle--;
    if (row.state === "running") this.busy++;
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
    // What it is told to drop it does not answer for.
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
