const SLOTS = 256;

const POSTED = 0;
const STARTED = 1;
const REVOKED = 2;

const word = (order: number, state: number): number => (order << 2) | state;

/**
 * Says of every task posted to a thread whether the thread has begun it, in memory that both sides see.
 * Each side has its word in one atomic step, so a task is either begun or taken back, never both.
 * Tasks go by the order in which they were posted, from 1 on.
 */
export class Claims {
  readonly memory: SharedArrayBuffer;
  readonly #slots: Int32Array;

  constructor(memory = new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#slots = new Int32Array(memory);
  }

  /** Whether the slot of `order` is free: not held by an older task that has not begun yet. */
  free(order: number): boolean {
    const held = Atomics.load(this.#slots, order % SLOTS);
    return held === 0 || (held & 3) !== POSTED;
  }

  /** The process: may be begun from now on. */
  post(order: number): void {
    Atomics.store(this.#slots, order % SLOTS, word(order, POSTED));
  }

  /** The process: whether it is still neither begun nor taken back. */
  posted(order: number): boolean {
    return Atomics.load(this.#slots, order % SLOTS) === word(order, POSTED);
  }

  /** The process: takes it back; false when the thread has begun it. */
  revoke(order: number): boolean {
    return this.#move(order, REVOKED);
  }

  /** The thread: begins it; false when it was taken back. */
  start(order: number): boolean {
    return this.#move(order, STARTED);
  }

  #move(order: number, state: number): boolean {
    const posted = word(order, POSTED);
    return Atomics.compareExchange(this.#slots, order % SLOTS, posted, word(order, state)) === posted;
  }
}
