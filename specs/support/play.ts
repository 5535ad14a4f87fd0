import { createActor } from "xstate";
import type { SchedulerEffect } from "../../actors/scheduler/effects.ts";
import { type SchedulerEvent, schedulerMachine } from "../../actors/scheduler/machine.ts";
import type { TaskRow } from "../../actors/scheduler/rows.ts";
import type { Tables } from "../../actors/scheduler/tables.ts";
import { validate } from "../../actors/scheduler/validate.ts";
import { PROTOCOL_VERSION, type Resource, type ToScheduler } from "../../src/protocol/messages.ts";
import type { Testimony } from "./testimony.ts";
import { isUsual, lineOf } from "./transcript.ts";
import { done, payload, type Scattering, type Submission, scatter, submit } from "./words.ts";

/** Address of a worker (`w1`), of a client (`c1`, and `w1-0` inside a task), or of a supervisor. */
const addressOf = (name: string): string =>
  name === "supervisor" ? "supervisor.s1" : /^w\d+$/.test(name) ? `worker.${name}` : `client.${name}`;

/**
 * The scheduler's machine on an empty stage: what clients and workers say goes in, what it does is
 * written down, one line each, and has to be looked at before it is told the next thing. After
 * every event the tables are validated.
 */
export class Play {
  readonly actor;
  /** All that was ever done. */
  readonly history: string[] = [];
  /** Each event takes a millisecond. */
  now = 0;
  #lines: string[] = [];
  #lenient = false;
  #effects: SchedulerEffect[] = [];
  readonly #heard = new Set<string>();

  constructor(clientGraceMs = 60_000, durable = true) {
    this.actor = createActor(schedulerMachine, { input: { epoch: 0, clientGraceMs, durable } });
    this.actor.start();
    this.#collect();
  }

  /** A scheduler that leads, and has a store unless it is not `durable`. */
  static leading(durable = true): Play {
    return new Play(undefined, durable).prepare((play) => play.tell({ type: "probe.silent" }));
  }

  get tables(): Tables {
    return this.actor.getSnapshot().context.tables;
  }

  /** What the last event brought about. */
  get effects(): readonly SchedulerEffect[] {
    return this.#effects;
  }

  /** What was done since the last look, one line each. */
  look(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  /** Sets the stage: what is done meanwhile need not be looked at. */
  prepare(act: (play: this) => unknown): this {
    this.#lenient = true;
    act(this);
    this.look();
    this.#lenient = false;
    return this;
  }

  /** Looks away from what was done so far. */
  hush(): this {
    this.#lines = [];
    return this;
  }

  tell(event: SchedulerEvent): this {
    if (this.#lenient) this.look();
    if (this.#lines.length > 0) throw new Error(`Nobody looked at:\n${this.#lines.join("\n")}`);
    this.actor.send(event);
    this.#collect();
    validate(this.tables);
    return this;
  }

  /** One batch of messages. */
  from(name: string, ...messages: readonly ToScheduler[]): this {
    return this.hear(name).tell({ type: "messages", from: addressOf(name), messages, at: ++this.now });
  }

  /** Something comes from there, which need not say anything. */
  hear(name: string): this {
    this.#heard.add(addressOf(name));
    return this;
  }

  /** Half a second passes. */
  sweep(): this {
    this.now += 500;
    const heard = [...this.#heard];
    this.#heard.clear();
    return this.tell({ type: "swept", at: this.now, heard });
  }

  client(...names: readonly string[]): this {
    for (const name of names) this.from(name, ["client", PROTOCOL_VERSION, name, null, []]).look();
    return this;
  }

  worker(name: string, threads = 1, resources: readonly Resource[] = []): this {
    this.from(name, ["worker", PROTOCOL_VERSION, name, threads, "host", resources, null, 0]).look();
    return this;
  }

  /** A worker that had another scheduler before says what it runs and holds, all at once. */
  returning(name: string, testimony: Testimony): this {
    const { runs = [], results = [], words = [], threads = 1, former = "durable" } = testimony;
    const hello = ["worker", PROTOCOL_VERSION, name, threads, "host", [], former, 0] as const;
    return this.from(name, hello, ["runs", runs], ["results", results], ...words, ["testified"]);
  }

  /** A client that had another scheduler before, and knew these workers, says what it wants. */
  back(name: string, workers: readonly string[], ...messages: readonly ToScheduler[]): this {
    const known = workers.map(addressOf);
    return this.from(name, ["client", PROTOCOL_VERSION, name, "durable", known], ...messages);
  }

  submit(client: string, key: string, submission: Submission = {}): this {
    return this.from(client, submit(key, submission));
  }

  scatter(client: string, key: string, scattering: Scattering = {}): this {
    return this.from(client, scatter(key, scattering));
  }

  /** The worker ends the present run of `key` with a small result, or one of `size` bytes that stays there. */
  done(
    worker: string,
    key: string,
    result: string | number = key,
    ms = 1000,
    futures: readonly string[] = [],
  ): this {
    return this.from(worker, done(key, this.row(key).run, result, ms, futures));
  }

  fail(worker: string, key: string, error = "error"): this {
    return this.from(worker, ["failed", key, this.row(key).run, payload(error)]);
  }

  /** A word about the present run of `key`. */
  say(worker: string, kind: "running" | "waiting" | "resumed" | "returned", key: string): this {
    return this.from(worker, [kind, key, this.row(key).run]);
  }

  row(key: string): TaskRow {
    const row = this.tables.tasks.get(key);
    if (row === undefined) throw new Error(`There is no task ${key}.`);
    return row;
  }

  /** State of a task, or undefined where none is known. */
  state(key: string): string | undefined {
    return this.tables.tasks.get(key)?.state;
  }

  #collect(): void {
    this.#effects = [...this.tables.takeEffects()];
    const lines = this.#effects.filter((effect) => !isUsual(effect)).map(lineOf);
    this.#lines.push(...lines);
    this.history.push(...lines);
  }
}

/** What was assigned since the last look, in order, as `key@worker`. */
export function assigned(play: Play): string[] {
  const lines = play.look().map((line) => /^(\w+): assign (\w+)#/.exec(line));
  return lines.flatMap((match) => (match === null ? [] : [`${match[2]}@${match[1]}`]));
}
