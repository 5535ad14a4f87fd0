import { encodeError } from "../codec/failure.ts";
import { decodeArguments, decodeValue, encodeShared } from "../codec/value.ts";
import type { Reference } from "../protocol/code.ts";
import type { Payload } from "../protocol/messages.ts";
import type { Claims } from "./claims.ts";
import type { Codes } from "./codes.ts";
import { context, type WorkerIdentity } from "./context.ts";
import { errorOf, isThenable, referenceOf } from "./given.ts";
import type { Order } from "./order.ts";
import { type Home, Task } from "./task.ts";
import type { ThreadClient } from "./thread-client.ts";
import type { FromThread } from "./words.ts";

/** How long tasks run one after the other before the event loop gets its turn, ms. */
const TURN_MS = 4;

/** Thrown by decoding where a value holds a future, and there is no client yet to make it. */
const CLIENT_NEEDED = Symbol("client needed");

/** What a runner works with. */
export interface RunnerSeams {
  readonly worker: WorkerIdentity;
  readonly client: ThreadClient;
  readonly claims: Claims;
  readonly codes: Codes;
  say(word: FromThread): void;
}

/** Runs the tasks of one thread in order, one at a time, and another whenever one waits. */
export class Runner implements Home {
  readonly worker: WorkerIdentity;
  readonly client: ThreadClient;
  readonly #claims: Claims;
  readonly #codes: Codes;
  readonly #say: (word: FromThread) => void;
  readonly #tasks = new Map<number, Task>();
  #ahead: Order[] = [];
  #next = 0;
  #active = 0;
  #leaving: Task[] = [];
  #turnBegan = 0;
  #turnDue = false;

  constructor({ worker, client, claims, codes, say }: RunnerSeams) {
    this.worker = worker;
    this.client = client;
    this.#claims = claims;
    this.#codes = codes;
    this.#say = say;
  }

  /** Runs it after all that came before. */
  accept(order: Order): void {
    this.#ahead.push(order);
  }

  /**
   * Begins what can begin, in a new turn of the event loop; not where that has one to come, for what is heard
   * elsewhere may let a task go on, which comes first.
   */
  turn(): void {
    if (this.#turnDue) return;
    this.#turnBegan = performance.now();
    this.#proceed();
  }

  /** Signals a task, where it has not ended. */
  abort(order: number, reason: Payload): void {
    this.#tasks.get(order)?.abort(decodeValue(reason));
  }

  /** The tasks that hold the thread's slot; where none does, all that have not ended. */
  suspects(): Task[] {
    const tasks = [...this.#tasks.values()];
    const active = tasks.filter((task) => !task.parked);
    return active.length > 0 ? active : tasks;
  }

  fail(task: Task, thrown: unknown): void {
    const error = encodeError(errorOf(thrown, task.key));
    this.#end(task, ["failed", task.order, error, performance.now() - task.began, task.end]);
  }

  leave(task: Task): void {
    // A wait that is over by the end of this turn is none.
    if (this.#leaving.push(task) === 1) setImmediate(() => this.#park());
  }

  resume(task: Task): void {
    if (!task.parked) return;
    task.parked = false;
    this.#active++;
    this.#say(["resumed", task.order]);
  }

  #park(): void {
    const leaving = this.#leaving;
    this.#leaving = [];
    for (const task of leaving) {
      if (!task.waits || task.parked || task.ended) continue;
      task.parked = true;
      this.#active--;
      this.#say(["waiting", task.order]);
    }
    this.turn();
  }

  #proceed(): void {
    while (this.#active === 0 && this.#next < this.#ahead.length && !this.#isLate) {
      const order = this.#ahead[this.#next++];
      if (order !== undefined && this.#claims.start(order.order)) this.#begin(order);
    }
    if (this.#next === this.#ahead.length) {
      this.#ahead = [];
      this.#next = 0;
    }
    if (this.#isLate) this.#yield();
  }

  get #isLate(): boolean {
    return performance.now() - this.#turnBegan > TURN_MS;
  }

  #yield(): void {
    if (this.#turnDue) return;
    this.#turnDue = true;
    setImmediate(() => {
      this.#turnDue = false;
      this.turn();
    });
  }

  #begin(order: Order): void {
    const task = new Task(this, order);
    this.#tasks.set(order.order, task);
    this.#active++;
    if (this.#codes.has(order.codes)) context.run(task, this.#call, task, order);
    else this.#callAfter(this.#codes.load(order.codes), task, order);
  }

  #callAfter(preparation: Promise<void>, task: Task, order: Order): void {
    preparation.then(
      () => {
        context.run(task, this.#call, task, order);
        this.#proceed();
      },
      (error: unknown) => this.#failLater(task, error),
    );
  }

  readonly #call = (task: Task, order: Order): void => {
    let result: unknown;
    try {
      const args = this.#arguments(order);
      const arrivals = this.client.isOpen ? this.client.client.arrivals() : null;
      result =
        arrivals === null
          ? this.#apply(task, order, args)
          : arrivals.then(() => this.#apply(task, order, args));
      if (isThenable(result)) return this.#await(result, task);
    } catch (thrown) {
      if (thrown === CLIENT_NEEDED) return this.#callAfter(this.client.open(), task, order);
      return this.fail(task, thrown);
    }
    this.#finish(task, result);
  };

  #apply(task: Task, { order, codes }: Order, args: readonly unknown[]): unknown {
    // It was aborted while its code was loaded: a function that began now would wait for a signal that has been.
    if (task.aborted) throw task.info.signal.reason;
    this.#claims.call(order);
    return this.#codes.call(codes[0] ?? "", args);
  }

  #await(result: PromiseLike<unknown>, task: Task): void {
    Promise.resolve(result).then(
      (value) => {
        this.#finish(task, value);
        this.#proceed();
      },
      (error: unknown) => this.#failLater(task, error),
    );
  }

  #failLater(task: Task, error: unknown): void {
    this.fail(task, error);
    this.#proceed();
  }

  #finish(task: Task, value: unknown): void {
    let result: Payload;
    const futures: string[] = [];
    try {
      result = encodeShared(value, { reference: (object) => referenceOf(object, futures) });
    } catch (error) {
      return this.fail(task, error);
    }
    const ms = performance.now() - task.began;
    const word: FromThread = ["done", task.order, result, ms, task.end, futures];
    if (futures.length === 0 || !this.client.isOpen) return this.#end(task, word);
    // Of futures inside a result the scheduler must have heard before it hears of the result.
    task.wait();
    void this.client.client.delivered().then(() => this.#end(task, word));
  }

  #end(task: Task, word: FromThread): void {
    if (task.ended) return;
    task.ended = true;
    this.#tasks.delete(task.order);
    if (!task.parked) this.#active--;
    this.#say(word);
    if (task.adopts) context.run(task, () => task.release());
  }

  #arguments({ args, values }: Order): unknown[] {
    const meet = (reference: Reference): unknown => {
      if (reference[0] === "code") return this.#codes.value(reference[1]);
      if (this.client.isOpen) return this.client.client.meet(reference);
      throw CLIENT_NEEDED;
    };
    return decodeArguments(args, {
      reference(reference) {
        const bytes = reference[0] === "future" ? values.get(reference[1]) : undefined;
        return bytes === undefined ? meet(reference) : decodeValue(bytes, { reference: meet });
      },
    });
  }
}
