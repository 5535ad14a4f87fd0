import { AsyncLocalStorage } from "node:async_hooks";
import { Client } from "../../src/client/client.ts";
import { loadCode } from "../../src/code/load.ts";
import { decodeBatch } from "../../src/codec/batch.ts";
import { encodeError } from "../../src/codec/failure.ts";
import { encodeValue } from "../../src/codec/value.ts";
import { Actors } from "../../src/executor/actors.ts";
import type { WorkerIdentity } from "../../src/executor/context.ts";
import type { Assignment, Executor, ExecutorListener } from "../../src/executor/executor.ts";
import { referenceOf } from "../../src/executor/given.ts";
import type { ThreadListener } from "../../src/executor/handle.ts";
import type { Signals } from "../../src/executor/signals.ts";
import type { FromActors } from "../../src/executor/words.ts";
import type { Code } from "../../src/protocol/code.ts";
import { CancelledError, TimeoutError } from "../../src/protocol/errors.ts";
import type { Tracing } from "../../src/protocol/trace.ts";
import type { SimulatedBus } from "./bus.ts";
import { given } from "./given.ts";
import type { SimulatedNetwork } from "./network.ts";
import type { SimulatedProcess } from "./process.ts";
import { SimulatedThread } from "./thread.ts";

/** A run under way. */
interface Run {
  readonly assignment: Assignment;
  readonly releases: (() => void)[];
  /** It takes no slot. */
  readonly aside: boolean;
  waits: number;
  /** Aborts when nobody waits for what comes of it any more. */
  readonly ending: AbortController;
  /** Its time was up, and it counts as failed. */
  expired: boolean;
}

/** The bytes of an error, or of a result with the keys of the futures inside it. */
type Outcome = Uint8Array | { readonly bytes: Uint8Array; readonly futures: readonly string[] };

/** What an executor needs of the simulated machine that it runs on. */
export interface SimulatedMachine {
  readonly network: SimulatedNetwork;
  readonly process: SimulatedProcess;
  readonly bus: SimulatedBus;
  readonly worker: WorkerIdentity;
  readonly threads: number;
  /** Ms that one task takes at most. */
  readonly work: number;
}

const current = new AsyncLocalStorage<Run>();

/** Runs tasks in this process, each for a virtual time by the dice; functions are the real ones. */
export class SimulatedExecutor implements Executor {
  readonly #machine: SimulatedMachine;
  readonly #listener: ExecutorListener;
  readonly #codes = new Map<string, Uint8Array>();
  readonly #functions = new Map<string, Promise<unknown>>();
  readonly actors: Actors;
  /** Where its actors live. */
  readonly threads: SimulatedThread[] = [];
  readonly #queue: Run[] = [];
  readonly #runs = new Set<Run>();
  #client: Client | undefined;
  #closed = false;

  constructor(machine: SimulatedMachine, listener: ExecutorListener, tracing: Tracing) {
    this.#machine = machine;
    this.#listener = listener;
    this.actors = new Actors({
      listener,
      tracing,
      threads: machine.threads,
      code: (hash) => this.#codes.get(hash),
      after: (ms, act) => machine.process.after(ms, act),
      start: (number, heard, signals) => this.#start(number, heard, signals),
    });
  }

  learn(hash: string, code: Uint8Array): void {
    this.#codes.set(hash, code);
  }

  execute(assignment: Assignment): void {
    this.#queue.push(begin(assignment, false));
    this.#next();
  }

  executeAside(assignment: Assignment): void {
    this.#begin(begin(assignment, true));
  }

  /** Modules are files, and nothing here has any. */
  provide(): void {}

  recall(key: string, run: number): void {
    const at = this.#queue.findIndex(({ assignment }) => assignment.key === key && assignment.run === run);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    this.#listener.returned(key, run);
  }

  abort(key: string, run: number): void {
    this.recall(key, run);
    this.actors.dismiss(key);
    for (const under of this.#runs) {
      if (under.assignment.key !== key || under.assignment.run !== run) continue;
      under.ending.abort(new CancelledError(`${key} was cancelled.`, { key }));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.actors.close();
    await this.#client?.close();
  }

  #start(number: number, listener: ThreadListener<FromActors>, signals: Signals): SimulatedThread {
    const { network, process, worker } = this.#machine;
    const address = `${worker.address.replace("worker.", "client.")}${number}`;
    const thread = new SimulatedThread({ network, process, worker, address }, listener, signals);
    this.threads.push(thread);
    return thread;
  }

  /** Runs that take a slot are at most as many as there are threads. */
  #next(): void {
    const active = [...this.#runs].filter((run) => !run.aside && run.waits === 0).length;
    if (active >= this.#machine.threads) return;
    const run = this.#queue.shift();
    if (run === undefined) return;
    this.#begin(run);
    this.#next();
  }

  #begin(run: Run): void {
    this.#runs.add(run);
    this.#limit(run);
    void current.run(run, () => this.#run(run));
  }

  /** Lets a run fail when its time is up; what it does then goes on, and counts for nothing. */
  #limit(run: Run): void {
    const { key, run: number, timeout } = run.assignment;
    if (timeout === 0) return;
    this.#machine.process.after(timeout, () => {
      if (!this.#runs.has(run) || run.ending.signal.aborted || this.#closed) return;
      run.expired = true;
      this.#listener.failed(key, number, encodeError(new TimeoutError(`${key} took too long`, { key })));
    });
  }

  async #run(run: Run): Promise<void> {
    const { releases } = run;
    const ms = this.#machine.network.random.next() * this.#machine.work;
    await new Promise<void>((resolve) => this.#machine.process.after(ms, resolve));
    if (this.#closed) return;
    const outcome = await this.#call(run);
    this.#runs.delete(run);
    if (this.#closed) return;
    if (!run.expired) this.#report(run, outcome, ms);
    for (const release of releases) release();
    this.#next();
  }

  #report({ assignment: { key, run }, ending }: Run, outcome: Outcome, ms: number): void {
    if (ending.signal.aborted) this.#listener.returned(key, run);
    else if (outcome instanceof Uint8Array) this.#listener.failed(key, run, outcome);
    else this.#listener.done(key, run, outcome.bytes, ms, outcome.futures);
  }

  async #call({ assignment }: Run): Promise<Outcome> {
    try {
      const functions = await this.#load(assignment.codes);
      const [fn] = functions.values() as Iterable<(...args: unknown[]) => unknown>;
      const value = await fn?.(...given(assignment, functions, (met) => this.#clientOfTask().meet(met)));
      const futures: string[] = [];
      const bytes = encodeValue(value, { reference: (inner) => referenceOf(inner, futures) });
      // The scheduler must have heard of them before it hears of the result.
      if (futures.length > 0) await this.#client?.delivered();
      return { bytes, futures };
    } catch (error) {
      return encodeError(error);
    }
  }

  /** Functions and classes by their hashes, in that order. */
  async #load(hashes: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const loaded = hashes.map(async (hash) => [hash, await this.#loadOne(hash)] as const);
    return new Map(await Promise.all(loaded));
  }

  #loadOne(hash: string): Promise<unknown> {
    const known = this.#functions.get(hash);
    if (known !== undefined) return known;
    const [code] = decodeBatch(this.#codes.get(hash) ?? new Uint8Array());
    const loading = loadCode(code as Code, {
      getClient: () => this.#clientOfTask(),
      getTask: () => current.getStore()?.assignment,
    });
    this.#functions.set(hash, loading);
    return loading;
  }

  #clientOfTask(): Client {
    const { bus, network, process, worker } = this.#machine;
    const { address } = worker;
    this.#client ??= Client.over(
      {
        bus,
        cluster: "default",
        address: `${address.replace("worker.", "client.")}-0`,
        name: address,
        clock: process,
        random: () => network.random.hex(),
        surroundings: {
          chain: () => current.getStore()?.assignment.chain ?? [],
          signal: () => current.getStore()?.ending.signal ?? null,
          parent: () => current.getStore()?.assignment.key ?? null,
          adopt: (hold) => current.getStore()?.releases.push(() => hold.end()),
          wait: () => this.#wait(current.getStore()),
        },
      },
      async () => {},
    );
    return this.#client;
  }

  #wait(run: Run | undefined): () => void {
    if (run === undefined) return () => {};
    const { key, run: number } = run.assignment;
    if (run.waits++ === 0) this.#listener.waiting(key, number);
    this.#next();
    return () => {
      if (--run.waits === 0 && this.#runs.has(run) && !this.#closed) this.#listener.resumed(key, number);
    };
  }
}

const begin = (assignment: Assignment, aside: boolean): Run => ({
  assignment,
  releases: [],
  aside,
  waits: 0,
  ending: new AbortController(),
  expired: false,
});
