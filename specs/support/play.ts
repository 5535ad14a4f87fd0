import { createActor } from "xstate";
import type { SchedulerEffect } from "../../actors/scheduler/effects.ts";
import { type SchedulerEvent, schedulerMachine } from "../../actors/scheduler/machine.ts";
import type { TaskRow } from "../../actors/scheduler/rows.ts";
import type { Tables } from "../../actors/scheduler/tables.ts";
import { validate } from "../../actors/scheduler/validate.ts";
import {
  type ActorTerms,
  type Life,
  PROTOCOL_VERSION,
  type Resource,
  type Restrictions,
  type ResultTestimony,
  type RunTestimony,
  type ToClient,
  type ToScheduler,
  type ToWorker,
} from "../../src/protocol/messages.ts";

/** What a submission says beyond its key. */
export interface Submission {
  readonly dependencies?: readonly string[];
  readonly priority?: number;
  readonly retries?: number;
  readonly timeout?: number;
  readonly parent?: string;
  readonly codes?: readonly string[];
  readonly actor?: boolean;
  /** Of an actor. */
  readonly name?: string;
  readonly workers?: readonly string[];
  readonly loose?: boolean;
  readonly resources?: readonly Resource[];
  readonly home?: string;
  readonly life?: Life;
}

/** What an offer of a value says beyond its key. */
export interface Scattering {
  readonly offer?: number;
  readonly size?: number;
  readonly workers?: readonly string[];
  readonly broadcast?: boolean;
  readonly futures?: readonly string[];
}

/** What a worker testifies, and says with that. */
export interface Testimony {
  readonly runs?: readonly RunTestimony[];
  readonly results?: readonly ResultTestimony[];
  readonly words?: readonly ToScheduler[];
  readonly threads?: number;
}

/** A run under way that a worker testifies to. */
export const run = (
  key: string,
  number: number,
  begun = false,
  waiting = false,
  life: Life = null,
): RunTestimony => [key, number, 1, begun, waiting, null, life];

/** A large result that a worker testifies to; a copy where it was made in run 0. */
export const held = (
  key: string,
  number: number,
  size = 9999,
  futures: readonly string[] = [],
  life: Life = null,
): ResultTestimony => [key, number, size, null, futures, null, life];

/** A small result that a worker testifies to. */
export const small = (key: string, number: number, value: string, life: Life = null): ResultTestimony => [
  key,
  number,
  value.length,
  payload(value),
  [],
  null,
  life,
];

/** An actor that lives on a worker. */
export const living = (key: string, number: number, name: string | null = null): ResultTestimony => [
  key,
  number,
  1,
  payload("@"),
  [],
  ["object", name, 1, false],
  null,
];

export const payload = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Address of a worker (`w1`), of a client (`c1`, and `w1-0` inside a task), or of a supervisor. */
const addressOf = (name: string): string =>
  name === "supervisor" ? "supervisor.s1" : /^w\d+$/.test(name) ? `worker.${name}` : `client.${name}`;

const short = (address: string): string => address.replace(/^(?:worker|client)\./, "");

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

  constructor(clientGraceMs = 60_000) {
    this.actor = createActor(schedulerMachine, { input: { epoch: 0, clientGraceMs, durable: true } });
    this.actor.start();
    this.#collect();
  }

  /** A scheduler that leads. */
  static leading(): Play {
    return new Play().prepare((play) => play.tell({ type: "probe.silent" }));
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
    for (const name of names) this.from(name, ["client", PROTOCOL_VERSION, name, false, []]).look();
    return this;
  }

  worker(name: string, threads = 1, resources: readonly Resource[] = []): this {
    this.from(name, ["worker", PROTOCOL_VERSION, name, threads, "host", resources, false, 0]).look();
    return this;
  }

  /** A worker that had another scheduler before says what it runs and holds, all at once. */
  returning(name: string, { runs = [], results = [], words = [], threads = 1 }: Testimony): this {
    const hello = ["worker", PROTOCOL_VERSION, name, threads, "host", [], true, 0] as const;
    return this.from(name, hello, ["runs", runs], ["results", results], ...words, ["testified"]);
  }

  /** A client that had another scheduler before, and knew these workers, says what it wants. */
  back(name: string, workers: readonly string[], ...messages: readonly ToScheduler[]): this {
    const known = workers.map(addressOf);
    return this.from(name, ["client", PROTOCOL_VERSION, name, true, known], ...messages);
  }

  submit(client: string, key: string, submission: Submission = {}): this {
    return this.from(client, submit(key, submission));
  }

  /** The client offers a value of `size` bytes, as its first offer unless told otherwise. */
  scatter(client: string, key: string, scattering: Scattering = {}): this {
    const { offer = 1, size = 9999, workers = null, broadcast = false, futures = [] } = scattering;
    return this.from(client, ["scatter", key, offer, size, workers, broadcast, futures]);
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
    // Every cancel and keep is answered, and every client that goes vacates primitives, which one spec each looks
    // at; those of records look at what is recorded.
    const lines = this.#effects.filter((effect) => !isUsual(effect)).map(describe);
    this.#lines.push(...lines);
    this.history.push(...lines);
  }
}

export function submit(key: string, submission: Submission = {}): ToScheduler {
  const {
    dependencies = [],
    priority = 0,
    retries = 0,
    timeout = 0,
    parent = null,
    codes = [],
    actor = false,
    name = null,
    home = null,
    life = null,
  } = submission;
  const residence: ActorTerms | null = actor ? ["object", name, 1, false] : null;
  const terms = [priority, retries, timeout, residence, restrictions(submission), home, [], life] as const;
  return ["submit", key, codes, payload(key), dependencies, parent, terms];
}

function restrictions({ workers, loose = false, resources = [] }: Submission): Restrictions | null {
  return workers === undefined && resources.length === 0 ? null : [workers ?? null, loose, resources];
}

export function done(
  key: string,
  run: number,
  result: string | number,
  ms = 1000,
  futures: readonly string[] = [],
): ToScheduler {
  if (typeof result === "number") return ["done", key, run, result, ms, null, futures];
  return ["done", key, run, result.length, ms, payload(result), futures];
}

/** What was assigned since the last look, in order, as `key@worker`. */
export function assigned(play: Play): string[] {
  const lines = play.look().map((line) => /^(\w+): assign (\w+)#/.exec(line));
  return lines.flatMap((match) => (match === null ? [] : [`${match[2]}@${match[1]}`]));
}

function isUsual(effect: SchedulerEffect): boolean {
  if (effect.type === "send") return effect.message[0] === "parted";
  return (
    effect.type === "vacate" ||
    effect.type === "log" ||
    effect.type === "record" ||
    (effect.type === "answer" && effect.message[0] === "kept")
  );
}

function describe(effect: SchedulerEffect): string {
  switch (effect.type) {
    case "send":
    case "answer":
      return `${short(effect.to)}: ${write(effect.message)}`;
    case "part":
      return `part ${short(effect.from)}`;
    case "sweepAfter":
      return `sweep after ${effect.ms}`;
    case "recoverAfter":
      return `recover after ${effect.ms}`;
    default:
      return effect.type;
  }
}

function write(message: ToWorker | ToClient): string {
  switch (message[0]) {
    case "assign": {
      const [, key, run, , , dependencies, attempt, timeout] = message;
      const values = dependencies.map(([name, , inline, holders]) =>
        inline === null ? ` ${name}@${holders.map(short).join("+")}` : ` ${name}=${text(inline)}`,
      );
      return `assign ${key}#${run}${values.join("")}${attempt > 1 ? ` attempt ${attempt}` : ""}${timeout > 0 ? ` within ${timeout}` : ""}`;
    }
    case "recall":
      return `recall ${message[1]}#${message[2]}`;
    case "abort":
      return `abort ${message[1]}#${message[2]}${message[3] === 1000 ? "" : ` in ${message[3]}`}`;
    case "code":
      return `code ${message[1]}`;
    case "replicate":
      return message[1]
        .map(([key, , holders]) => `replicate ${key}@${holders.map(short).join("+")}`)
        .join(" ");
    case "holders":
      return `holders ${message[1]} ${message[2].map((names) => names.join("+")).join(" ")}`;
    case "drop":
      return `drop ${message[1].join(" ")}`;
    case "finished": {
      const [, key, , inline, holders] = message;
      return inline === null
        ? `finished ${key}@${holders.map(short).join("+")}`
        : `finished ${key}=${text(inline)}`;
    }
    case "failed":
      return `failed ${message[1]} ${text(message[2])}`;
    case "killed":
      return `killed ${message[1]} by ${message[2]} ${message[3].join("+")}`;
    case "lost":
      return `lost ${message[1]} by ${message[2]}`;
    case "ended":
      return `ended ${message[1]} by ${message[2]}`;
    case "module":
      return `module ${message[1][1]}`;
    case "denied":
    case "declined":
      return `${message[0]} ${message[1]} ${message[2]}`;
    case "processing":
      return `processing ${message[1]} ${message[2].map(([name, keys]) => `${name}:${keys.join("+")}`).join(" ")}`;
    case "overview":
    case "crew":
    case "actors":
    case "failures":
    case "graph":
    case "task":
      return `${message[0]} ${message[1]}`;
    case "workers":
      return `workers ${message[1].map(([name]) => name).join("+")}`;
    case "refused":
      return "refused";
    default:
      return message.join(" ");
  }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
