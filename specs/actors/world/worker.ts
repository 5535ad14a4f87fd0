import {
  type ActorTerms,
  type Durability,
  type Life,
  PROTOCOL_VERSION,
  type Resource,
  type ResultTestimony,
  SAME,
  type ToScheduler,
  type ToWorker,
} from "../../../src/protocol/messages.ts";
import { payload } from "../../support/words.ts";
import { claim } from "./claim.ts";

type Assign = Extract<ToWorker, readonly ["assign", ...unknown[]]>;

/** A run as its worker sees it. */
export interface Run {
  readonly assign: Assign;
  /** Keys that its task has made futures of. */
  readonly made: string[];
  begun: boolean;
}

/** How a result came about. */
interface Making {
  readonly run: number;
  readonly size: number;
  readonly inside: readonly string[];
  readonly actor: ActorTerms | null;
  readonly life: Life;
}

/** A worker outside the scheduler, with the mail that it has not read yet. */
export class Worker {
  readonly address: string;
  readonly runs = new Map<string, Run>();
  readonly store = new Set<string>();
  /** Keys that it was told to fetch and keep, and from whom. */
  readonly copies = new Map<string, readonly string[]>();
  /** How the results came about that were made here. */
  readonly made = new Map<string, Making>();
  /** Small results that it has said. */
  readonly recent = new Map<string, ResultTestimony>();
  threads = 1;
  readonly codes = new Set<string>();
  readonly mail: ToWorker[] = [];
  /** It was told to go, or to begin anew. */
  order: "go" | "restart" | null = null;
  readonly name: string;
  readonly resources: readonly Resource[];

  constructor(address: string, name: string, resources: readonly Resource[]) {
    this.address = address;
    this.name = name;
    this.resources = resources;
  }

  /** Address of the client inside its tasks. */
  get child(): string {
    return `${this.address.replace("worker.", "client.")}-0`;
  }

  /** How it greets a scheduler: as the first that it has, or after another. */
  greeting(former: Durability | null): ToScheduler {
    return ["worker", PROTOCOL_VERSION, this.name, this.threads, "host", this.resources, former, 0];
  }

  /** It lets go of everything. */
  forget(): void {
    for (const kept of [this.runs, this.store, this.recent, this.copies, this.codes]) kept.clear();
    this.mail.length = 0;
    this.order = null;
  }

  /** It goes on under another scheduler with what it runs and holds; what it was told to copy it gets no more. */
  testify(): ToScheduler[] {
    this.mail.length = 0;
    this.order = null;
    this.copies.clear();
    this.codes.clear();
    const runs = [...this.runs.values()].map(({ assign, begun }) => {
      const [, key, run, , , , attempt, , place, , life] = assign;
      const actor = typeof place === "string" ? null : place;
      return [key, run, attempt, begun, false, actor, life] as const;
    });
    const held = [...this.store].map((key): ResultTestimony => {
      const { run = 0, size = 9999, inside = [], actor = null, life = null } = this.made.get(key) ?? {};
      return [key, run, size, actor === null ? null : payload("v"), inside, actor, life];
    });
    const recent = [...this.recent.values()].filter(([key]) => !this.store.has(key));
    return [this.greeting("fleeting"), ["runs", runs], ["results", [...recent, ...held]], ["testified"]];
  }

  /** A run ends well; a large result stays here, and so does an actor. */
  end({ assign, made }: Run, large: boolean): ToScheduler {
    const [, key, run, , , , , , place, , life] = assign;
    const actor = typeof place !== "string";
    const stays = large || assign[3][0] === SAME;
    this.runs.delete(key);
    if (stays || actor) this.store.add(key);
    const [size, ms] = [run % 2 === 0 ? 9999 : 50_000_000, run % 3 === 0 ? 60 : 1];
    this.made.set(key, { run, size, inside: made, actor: actor ? place : null, life });
    if (!stays && !actor && made.length === 0)
      this.recent.set(key, [key, run, size, payload("v"), [], null, life]);
    return ["done", key, run, size, ms, stays ? null : payload("v"), made];
  }

  /** An actor that lives here dies. */
  die(key: string): ToScheduler {
    this.store.delete(key);
    return ["died", key, payload("e")];
  }

  /** It gets what it was told to, or does not. */
  copy(key: string, holders: readonly string[], found: boolean): ToScheduler {
    this.copies.delete(key);
    if (found) this.store.add(key);
    return found ? ["holding", [key]] : ["absent", key, holders];
  }

  /** It ends its runs; a copy is made at once, whatever it does. */
  breakOff(): void {
    for (const [key, { assign }] of this.runs) if (assign[3][0] !== SAME) this.runs.delete(key);
  }

  /** Reads its mail, and gives back what has not begun and is asked for. */
  read(): ToScheduler[] {
    const answers: ToScheduler[] = [];
    for (const message of this.mail.splice(0)) this.#take(message, answers);
    return answers;
  }

  #take(message: ToWorker, answers: ToScheduler[]): void {
    switch (message[0]) {
      case "assign":
        claim(!this.runs.has(message[1]), `${this.address} runs ${message[1]} already`);
        for (const hash of message[3])
          claim(hash === SAME || this.codes.has(hash), `${this.address} has no code ${hash}`);
        this.runs.set(message[1], { assign: message, made: [], begun: false });
        return;
      case "abort":
        if (this.runs.get(message[1])?.assign[2] === message[2]) this.runs.delete(message[1]);
        return;
      case "replicate":
        for (const [key, , holders] of message[1]) {
          if (holders.length > 0) this.copies.set(key, holders);
          else answers.push(this.store.has(key) ? ["holding", [key]] : ["absent", key, []]);
        }
        return;
      case "drop":
        for (const key of message[1]) {
          this.store.delete(key);
          this.copies.delete(key);
        }
        return;
      case "recall": {
        const [, key, number] = message;
        const run = this.runs.get(key);
        if (run?.assign[2] !== number || run.begun) return;
        this.runs.delete(key);
        answers.push(["returned", key, number]);
        return;
      }
      case "kill":
        if (this.store.delete(message[1])) answers.push(["died", message[1], payload("killed")]);
        return;
      case "code":
        this.codes.add(message[1]);
        return;
      case "dismissed":
        this.order = "go";
        return;
      case "restart":
        this.order ??= "restart";
        return;
    }
  }
}
