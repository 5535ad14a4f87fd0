import {
  type ActorTerms,
  type Life,
  type Resource,
  type ResultTestimony,
  SAME,
  type ToScheduler,
  type ToWorker,
} from "../../src/protocol/messages.ts";
import { claim } from "./claim.ts";
import { payload } from "./words.ts";

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
