import { check, DURATION, NATURAL, POSITIVE, type Rules, WAIT_RULES } from "../options.ts";
import type { Session } from "../session/session.ts";
import { Ending } from "./lease.ts";
import type { TimeoutOptions } from "./lockable.ts";
import { Primitive } from "./primitive.ts";
import { send } from "./sending.ts";

/** How a queue is made. */
export interface QueueOptions {
  /** Items that it holds at most, 0 for no limit. Default: as others say who use it, else without limit. */
  readonly maxSize?: number;
}

/** What each of them has to be. */
export const QUEUE_RULES: Rules<QueueOptions> = { maxSize: NATURAL };

/** How several items are taken together. */
export interface BatchOptions extends TimeoutOptions {
  /** Waits for so many; `true` takes what is there now, which may be nothing. */
  readonly batch: number | true;
}

const GET_RULES: Rules<{ readonly timeout?: number; readonly batch?: number | true }> = {
  timeout: DURATION,
  batch: [(value) => value === true || POSITIVE[0](value), "true or a whole number from 1"],
};

/**
 * A queue of the cluster: items come out in the order in which they were put in, each once. Who waits, for items
 * or for room, is served first come first served. Futures inside stay alive while they are.
 */
export class Queue<T> extends Primitive<"queue"> implements AsyncIterable<T, void> {
  /** Clients make these; nobody else does. Without `maxSize` it holds as many items as others say, 0 is no limit. */
  constructor(session: Session, name: string, maxSize: number | null) {
    super(session, "queue", name, maxSize);
  }

  /**
   * Puts an item in, once there is room; rejects with `TimeoutError`, and then it is not in, and with
   * `SerializationError` for one that cannot travel or takes over 1 MiB.
   */
  async put(item: T, options: TimeoutOptions = {}): Promise<void> {
    check(options, WAIT_RULES);
    const { timeout } = options;
    await send(this.session, item, (sent, before) =>
      this.ask("done", this.use(["put", sent]), { timeout, what: `room in ${this}`, before }),
    );
  }

  /** Takes the next item, once there is one; rejects with `TimeoutError`, and then takes none. */
  get(options?: TimeoutOptions): Promise<T>;
  /** Takes several items together; rejects with `TimeoutError`, and then takes none. */
  get(options: BatchOptions): Promise<T[]>;
  async get(options: TimeoutOptions & Partial<BatchOptions> = {}): Promise<T | T[]> {
    check(options, GET_RULES);
    const { batch, timeout } = options;
    const items = await this.#take(batch === true ? null : (batch ?? 1), timeout);
    return batch === undefined ? (items[0] as T) : items;
  }

  /** How many items are in it. */
  async size(): Promise<number> {
    return (await this.ask("size", this.use(["size"]), { what: `${this}` }))[1];
  }

  /** Takes item after item, without end. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) yield await this.get();
  }

  /** In a task, its end withdraws what it does not wait for any more. */
  async #take(count: number | null, timeout: number | undefined): Promise<T[]> {
    const what = count === 1 || count === null ? `an item of ${this}` : `${count} items of ${this}`;
    const wish = new Ending();
    this.session.surroundings.adopt(wish);
    const begun = (withdraw: () => void) => wish.by(withdraw);
    try {
      const [, items] = await this.ask("items", this.use(["get", count]), { timeout, what }, begun);
      return [...items] as T[];
    } finally {
      wish.over();
    }
  }
}
