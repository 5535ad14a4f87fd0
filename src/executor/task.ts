import type { Client } from "../client/client.ts";
import type { Adoptable } from "../client/session/surroundings.ts";
import { TroupeError } from "../protocol/errors.ts";
import type { TaskContext, TaskInfo, WorkerIdentity } from "./context.ts";
import { instant } from "./instant.ts";
import type { Order } from "./order.ts";
import type { ThreadClient } from "./thread-client.ts";

/** What tasks of one thread have in common. */
export interface Home {
  readonly worker: WorkerIdentity;
  readonly client: ThreadClient;
  /** A task's first wait has begun. */
  leave(task: Task): void;
  /** A task's last wait is over. */
  resume(task: Task): void;
}

const nothing = (): void => {};

/** A task from its begin to its end, on the thread that runs it. */
export class Task implements TaskContext {
  readonly order: number;
  readonly key: string;
  readonly attempt: number;
  readonly chain: readonly string[];
  readonly #traced: boolean;
  readonly began = performance.now();
  /** It has given its slot away. */
  parked = false;
  ended = false;
  readonly #home: Home;
  #waits = 0;
  #rejoin: (() => void) | null = null;
  #adopted: Adoptable[] = [];
  #info: TaskInfo | null = null;
  #abort: AbortController | null = null;

  constructor(home: Home, { order, key, attempt, chain, traced }: Order) {
    this.#home = home;
    this.order = order;
    this.key = key;
    this.attempt = attempt;
    this.chain = chain;
    this.#traced = traced;
  }

  get info(): TaskInfo {
    this.#info ??= { key: this.key, signal: this.#controller.signal, attempt: this.attempt };
    return this.#info;
  }

  get worker(): WorkerIdentity {
    return this.#home.worker;
  }

  get client(): Client {
    return this.#home.client.client;
  }

  get self(): object {
    throw new TroupeError("getSelf() was called in a task, which is no actor: call it in a method of one.");
  }

  /** Now, as its end, where that is traced, else 0. */
  get end(): number {
    return this.#traced ? instant() : 0;
  }

  get waits(): boolean {
    return this.#waits > 0;
  }

  get aborted(): boolean {
    return this.#abort?.signal.aborted ?? false;
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** A wait begins; the returned function ends it. */
  wait(): () => void {
    if (this.ended) return nothing;
    if (++this.#waits === 1) this.#home.leave(this);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      if (--this.#waits === 0 && !this.ended) this.#home.resume(this);
    };
  }

  secede(): void {
    this.#rejoin ??= this.wait();
  }

  rejoin(): void {
    this.#rejoin?.();
    this.#rejoin = null;
  }

  /** Takes charge of a hold until the task ends; what it leaves running afterwards keeps its own. */
  adopt(hold: Adoptable): void {
    if (!this.ended) this.#adopted.push(hold);
  }

  /** Ends the holds it took charge of. */
  release(): void {
    const adopted = this.#adopted;
    this.#adopted = [];
    for (const hold of adopted) hold.end();
  }

  get adopts(): boolean {
    return this.#adopted.length > 0;
  }

  get #controller(): AbortController {
    this.#abort ??= new AbortController();
    return this.#abort;
  }
}
