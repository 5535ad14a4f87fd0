import { AsyncLocalStorage } from "node:async_hooks";
import { Client } from "../../src/client/client.ts";
import { REFERENCE } from "../../src/client/future.ts";
import { loadCode } from "../../src/code/load.ts";
import { decodeBatch } from "../../src/codec/batch.ts";
import { encodeError } from "../../src/codec/failure.ts";
import { decodeArguments, decodeValue, encodeValue } from "../../src/codec/value.ts";
import type { ActorHost, Assignment, Call, Executor, ExecutorListener } from "../../src/executor/executor.ts";
import { memberOf } from "../../src/executor/member.ts";
import type { Code, Reference } from "../../src/protocol/code.ts";
import { ActorDiedError, TimeoutError } from "../../src/protocol/errors.ts";
import type { SimulatedClock } from "./clock.ts";
import type { SimulatedBus } from "./network.ts";
import type { Random } from "./random.ts";

/** A run under way. */
interface Run {
  readonly assignment: Assignment;
  readonly releases: (() => void)[];
  /** It takes no slot. */
  readonly aside: boolean;
  waits: number;
  /** Nobody waits for what comes of it any more. */
  aborted: boolean;
  /** Its time was up, and it counts as failed. */
  expired: boolean;
}

/** The bytes of an error, or of a result with the keys of the futures inside it. */
type Outcome = Uint8Array | { readonly bytes: Uint8Array; readonly futures: readonly string[] };

/** What an executor needs of the simulated machine that it runs on. */
export interface SimulatedMachine {
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly bus: SimulatedBus;
  readonly address: string;
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
  readonly actors: ActorHost = {
    learn: (hash, code) => this.learn(hash, code),
    create: (assignment) => this.#create(assignment),
    call: (caller, call) => this.#take(caller, call),
    dismiss: (key) => void this.#living.delete(key),
    kill: (key) => {
      if (!this.#living.delete(key)) return;
      this.#listener.died(key, encodeError(new ActorDiedError(`${key} was killed.`)));
    },
    watch: (caller, number, key) =>
      this.#listener.threw(caller, number, encodeError(new ActorDiedError(`${key} is no machine.`))),
    withdraw: () => {},
    took: () => {},
    forsake: () => {},
  };
  /** The user's object of each actor, once the calls so far are answered. */
  readonly #living = new Map<string, Promise<object>>();
  readonly #queue: Run[] = [];
  readonly #runs = new Set<Run>();
  #client: Client | undefined;
  #closed = false;

  constructor(machine: SimulatedMachine, listener: ExecutorListener) {
    this.#machine = machine;
    this.#listener = listener;
  }

  learn(hash: string, code: Uint8Array): void {
    this.#codes.set(hash, code);
  }

  execute(assignment: Assignment): void {
    this.#queue.push({ assignment, releases: [], aside: false, waits: 0, aborted: false, expired: false });
    this.#next();
  }

  executeAside(assignment: Assignment): void {
    this.#begin({ assignment, releases: [], aside: true, waits: 0, aborted: false, expired: false });
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
    for (const under of this.#runs) {
      if (under.assignment.key === key && under.assignment.run === run) under.aborted = true;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.close();
  }

  #create(assignment: Assignment): void {
    const { key, run } = assignment;
    const made = this.#load(assignment.codes).then((codes) => {
      const [Class] = codes.values();
      const future = (name: string) => this.#clientOfTask().future(name);
      return Reflect.construct(Class as new () => object, given(assignment, codes, future));
    });
    this.#living.set(key, made);
    made.then(
      (self) => {
        const reference: Reference = [
          "actor",
          key,
          this.#machine.address,
          "object",
          self.constructor.name,
          assignment.timeout,
        ];
        const result = encodeValue(() => {}, { reference: () => reference });
        if (!this.#closed) this.#listener.done(key, run, result, 0, []);
      },
      (error: unknown) => {
        this.#living.delete(key);
        if (!this.#closed) this.#listener.failed(key, run, encodeError(error));
      },
    );
  }

  #take(caller: string, [, number, key, member, args]: Call): void {
    const actor = this.#living.get(key);
    const { gave, threw } = this.#listener;
    if (actor === undefined)
      return threw(caller, number, encodeError(new ActorDiedError(`${key} is not here.`)));
    const turn = actor.then(async (self) => {
      try {
        gave(caller, number, encodeValue(await memberOf(self, member, args && decodeArguments(args))), []);
      } catch (error) {
        threw(caller, number, encodeError(error));
      }
      return self;
    });
    this.#living.set(key, turn);
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
    this.#machine.clock.after(timeout, () => {
      if (!this.#runs.has(run) || run.aborted || this.#closed) return;
      run.expired = true;
      this.#listener.failed(key, number, encodeError(new TimeoutError(`${key} took too long`, { key })));
    });
  }

  async #run(run: Run): Promise<void> {
    const { releases } = run;
    const ms = this.#machine.random.next() * this.#machine.work;
    await new Promise<void>((resolve) => this.#machine.clock.after(ms, resolve));
    const outcome = await this.#call(run);
    this.#runs.delete(run);
    if (this.#closed) return;
    if (!run.expired) this.#report(run, outcome, ms);
    for (const release of releases) release();
    this.#next();
  }

  #report({ assignment: { key, run }, aborted }: Run, outcome: Outcome, ms: number): void {
    if (aborted) this.#listener.returned(key, run);
    else if (outcome instanceof Uint8Array) this.#listener.failed(key, run, outcome);
    else this.#listener.done(key, run, outcome.bytes, ms, outcome.futures);
  }

  async #call({ assignment }: Run): Promise<Outcome> {
    try {
      const functions = await this.#load(assignment.codes);
      const [fn] = functions.values() as Iterable<(...args: unknown[]) => unknown>;
      const value = await fn?.(...given(assignment, functions, (key) => this.#clientOfTask().future(key)));
      const futures: string[] = [];
      const bytes = encodeValue(value, {
        reference: (inner) => {
          const reference = (inner as { readonly [REFERENCE]?: Reference })[REFERENCE];
          if (reference !== undefined) futures.push(reference[1]);
          return reference;
        },
      });
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
    const { bus, clock, random, address } = this.#machine;
    this.#client ??= Client.over(
      {
        bus,
        cluster: "default",
        address: `${address.replace("worker.", "client.")}-0`,
        name: address,
        clock,
        random: () => random.hex(),
        surroundings: {
          chain: () => [],
          signal: () => null,
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

/** The arguments of a run, with its dependencies' values; `meet` makes the futures inside those. */
function given(
  { args, values }: Assignment,
  codes: ReadonlyMap<string, unknown>,
  meet: (key: string) => unknown,
): unknown[] {
  return decodeArguments(args, {
    reference: ([kind, name]) =>
      kind === "code"
        ? codes.get(name)
        : decodeValue(values.get(name) ?? new Uint8Array(), { reference: ([, key]) => meet(key) }),
  });
}
