import { MemoryBroker } from "../../dist/src/bus/memory.js";
import { encodeBatch } from "../../dist/src/codec/batch.js";
import { decodeValue, encodeArguments, encodeValue } from "../../dist/src/codec/value.js";
import type { ExecutorListener } from "../../dist/src/executor/executor.js";
import { Modules } from "../../dist/src/executor/modules.js";
import { Pool } from "../../dist/src/executor/pool.js";
import type { PoolOptions } from "../../dist/src/executor/pool-options.js";
import type { Code } from "../../dist/src/protocol/code.js";
import type { Payload } from "../../dist/src/protocol/messages.js";
import {
  type Answered,
  type Calling,
  type Extras,
  type Kind,
  type Making,
  type Program,
  reference,
  type Told,
} from "./script.ts";
import { welcomeClients } from "./welcome.ts";

/** A pool with a listener that writes everything down. */
export class Stage implements ExecutorListener {
  #lastRun = 0;
  #lastCall = 0;
  readonly told: Told[] = [];
  readonly answers: Answered[] = [];
  /** Actors that died, and why. */
  readonly deaths: [key: string, error: unknown][] = [];
  /** Clients that left with their threads. */
  readonly departed: string[] = [];
  readonly pool: Pool;
  #waiting: { readonly enough: () => boolean; readonly resolve: () => void }[] = [];

  constructor(options: Partial<PoolOptions> = {}) {
    const broker = new MemoryBroker();
    welcomeClients(broker.connect());
    this.pool = new Pool({
      threads: 1,
      worker: { name: "ann", address: "worker.w1", threads: 1, host: "here" },
      cluster: "specs",
      bus: broker.connect(),
      listener: this,
      tracing: { recorder: null },
      modules: new Modules(() => {}),
      present: new Set(),
      ...options,
    });
  }

  running(key: string, run: number): void {
    this.#tell({ kind: "running", key, run });
  }

  waiting(key: string, run: number): void {
    this.#tell({ kind: "waiting", key, run });
  }

  resumed(key: string, run: number): void {
    this.#tell({ kind: "resumed", key, run });
  }

  done(key: string, run: number, result: Payload, _ms: number, futures: readonly string[]): void {
    const value = decodeValue(result, { reference: (stood) => stood });
    this.#tell({ kind: "done", key, run, value, futures });
  }

  failed(key: string, run: number, error: Payload): void {
    this.#tell({ kind: "failed", key, run, value: decodeValue(error) });
  }

  returned(key: string, run: number): void {
    this.#tell({ kind: "returned", key, run });
  }

  died(key: string, error: Payload): void {
    this.deaths.push([key, decodeValue(error)]);
    this.#look();
  }

  gave(caller: string, number: number, value: Payload, references: readonly string[]): void {
    this.#hear({
      caller,
      number,
      kind: "gave",
      value: decodeValue(value, { reference: (stood) => stood }),
      references,
    });
  }

  threw(caller: string, number: number, error: Payload): void {
    this.#hear({ caller, number, kind: "threw", value: decodeValue(error), references: [] });
  }

  snapshot(): void {}

  emitted(): void {}

  left(client: string): void {
    this.departed.push(client);
    this.#look();
  }

  /** Has the pool run a function, and gives the number of that run. */
  play(key: string, program: Program, args: readonly unknown[] = [], extras: Extras = {}): number {
    const { run = ++this.#lastRun, attempt = 1, timeout = 0, values = {}, codes = {} } = extras;
    const functions = Object.entries(codes);
    for (const [hash, code] of functions) this.#learn(hash, code);
    const hash = String(program);
    this.#learn(hash, program);
    this.pool[extras.aside === true ? "executeAside" : "execute"]({
      ...{ key, run, attempt, timeout, chain: [], codes: [hash, ...functions.map(([name]) => name)] },
      args: encodeArguments(args, { reference }).bytes,
      values: new Map(
        Object.entries(values).map(([name, value]) => [name, encodeValue(value, { reference })]),
      ),
    });
    return run;
  }

  /** Has the pool run a function, and resolves with what it returned or rejects with its error. */
  async result(
    key: string,
    program: Program,
    args: readonly unknown[] = [],
    extras: Extras = {},
  ): Promise<unknown> {
    this.play(key, program, args, extras);
    const { kind, value } = await this.end(key);
    if (kind !== "done") throw value;
    return value;
  }

  /** Has the pool make an actor of a class, and gives the number of that run. */
  create(key: string, program: Program, given: Making = {}): number {
    const { args = [], concurrency = 1, isolated = false, timeout = 0, chain = [] } = given;
    const run = ++this.#lastRun;
    const hash = String(program);
    this.#learn(hash, program);
    const bytes = encodeArguments(args, { reference }).bytes;
    const assignment = {
      key,
      run,
      attempt: 1,
      timeout,
      chain,
      codes: [hash],
      args: bytes,
      values: new Map(),
    };
    this.pool.actors.create(assignment, ["object", null, concurrency, isolated]);
    return run;
  }

  /** Has the pool call an actor for a caller, and gives the number of the call; a property is read without arguments. */
  call(key: string, member: string, args: readonly unknown[] | null = [], given: Calling = {}): number {
    const { caller = "caller.a", chain = [], timeout = 0 } = given;
    const number = ++this.#lastCall;
    const bytes = args === null ? null : encodeArguments(args, { reference }).bytes;
    this.pool.actors.call(caller, ["call", number, key, member, bytes, chain, timeout]);
    return number;
  }

  /** Resolves with what was answered to a call. */
  async answer(number: number): Promise<Answered> {
    const find = () => this.answers.find((answer) => answer.number === number);
    await this.#until(() => find() !== undefined);
    return find() as Answered;
  }

  /** Calls an actor, and resolves with what it gives or rejects with what it throws. */
  async ask(key: string, member: string, args: readonly unknown[] | null = [], given: Calling = {}) {
    const { kind, value } = await this.answer(this.call(key, member, args, given));
    if (kind === "threw") throw value;
    return value;
  }

  /** Resolves when so many clients have left with their threads. */
  parted(count: number): Promise<void> {
    return this.#until(() => this.departed.length >= count);
  }

  /** Resolves when an actor is told as dead, with why. */
  async death(key: string): Promise<unknown> {
    const find = () => this.deaths.find(([dead]) => dead === key);
    await this.#until(() => find() !== undefined);
    return find()?.[1];
  }

  /** Resolves when the pool has told that. */
  async until(kind: Kind, key: string): Promise<Told> {
    return this.#first((told) => told.kind === kind && told.key === key);
  }

  /** Resolves when the run has ended, one way or another. */
  async end(key: string): Promise<Told> {
    return this.#first((told) => told.key === key && ["done", "failed", "returned"].includes(told.kind));
  }

  /** What was told, as `kind key`; but that something runs for long, which on a busy machine is so of anything. */
  get story(): string[] {
    return this.told.filter(({ kind }) => kind !== "running").map(({ kind, key }) => `${kind} ${key}`);
  }

  async #first(matches: (told: Told) => boolean): Promise<Told> {
    await this.#until(() => this.told.some(matches));
    return this.told.find(matches) as Told;
  }

  #until(enough: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ enough, resolve });
      this.#look();
    });
  }

  #learn(hash: string, program: Program): void {
    const code: Code = typeof program === "string" ? ["source", "played", program] : program;
    this.pool.learn(hash, encodeBatch([code]));
  }

  #hear(answer: Answered): void {
    this.answers.push(answer);
    this.#look();
  }

  #tell(told: Told): void {
    this.told.push(told);
    this.#look();
  }

  #look(): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ enough }) => !enough());
    for (const { enough, resolve } of waiting) if (enough()) resolve();
  }
}

/** Runs `act` with a stage of its own, and closes its pool. */
export async function staged(
  act: (stage: Stage) => Promise<void>,
  options: Partial<PoolOptions> = {},
): Promise<void> {
  const stage = new Stage(options);
  try {
    await act(stage);
  } finally {
    await stage.pool.close();
  }
}
