import type { Client } from "../client/client.ts";
import { TroupeError } from "../protocol/errors.ts";
import type { TaskContext, TaskInfo, WorkerIdentity } from "./context.ts";
import type { ThreadClient } from "./thread-client.ts";

/** One turn of an actor: its making, or a call. */
export interface Turn {
  readonly order: number;
  /** What is to be done; a promise keeps the turn until it settles. */
  act(): unknown;
  done(value: unknown): void;
  failed(thrown: unknown): void;
}

/** An actor on its thread: an instance of a user's class, and the turns that it takes one after the other. */
export class Instance implements TaskContext {
  readonly key: string;
  readonly worker: WorkerIdentity;
  /** The user's object, once it is made. */
  self: object = {};
  /** The turn that is not over. */
  present: Turn | null = null;
  readonly #client: ThreadClient;
  #turns: Turn[] = [];
  #next = 0;

  constructor(key: string, worker: WorkerIdentity, client: ThreadClient) {
    this.key = key;
    this.worker = worker;
    this.#client = client;
  }

  get info(): TaskInfo {
    throw new TroupeError("getTask() was called in an actor, which is no task: call it in a function.");
  }

  get client(): Client {
    return this.#client.client;
  }

  /** An actor takes no slot, so it has none to give away. */
  secede(): void {}

  rejoin(): void {}

  /** Takes a turn after all that came before. */
  take(turn: Turn): void {
    this.#turns.push(turn);
    if (this.present === null) this.#proceed();
  }

  #proceed(): void {
    for (let turn = this.#turns[this.#next++]; turn !== undefined; turn = this.#turns[this.#next++]) {
      if (this.#begin(turn)) return;
    }
    this.#turns = [];
    this.#next = 0;
  }

  /** Whether it goes on after this. */
  #begin(turn: Turn): boolean {
    this.present = turn;
    try {
      const value = turn.act();
      if (isThenable(value)) {
        Promise.resolve(value).then(
          (settled) => this.#end(() => turn.done(settled)),
          (thrown: unknown) => this.#end(() => turn.failed(thrown)),
        );
        return true;
      }
      turn.done(value);
    } catch (thrown) {
      turn.failed(thrown);
    }
    this.present = null;
    return false;
  }

  #end(say: () => void): void {
    say();
    this.present = null;
    this.#proceed();
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  ((typeof value === "object" && value !== null) || typeof value === "function") &&
  "then" in value &&
  typeof value.then === "function";
