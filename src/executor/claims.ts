const SLOTS = 256;

const POSTED = 0;
const STARTED = 1;
const REVOKED = 2;
const CALLED = 3;

const word = (order: number, state: number): number => (order << 2) | state;

/**
 * Says of every task posted to a thread whether the thread has begun it, and called its function once that
 * was loaded, in memory that both sides see.
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

  /** The process: whether it was begun, and its function was not called yet. */
  loading(order: number): boolean {
    return Atomics.load(this.#slots, order % SLOTS) === word(order, STARTED);
  }

  /** The process: whether its function was called. */
  called(order: number): boolean {
    return Atomics.load(this.#slots, order % SLOTS) === word(order, CALLED);
  }

  /** The process: takes it back; false when the thread has begun it. */
  revoke(order: number): boolean {
    return this.#move(order, POSTED, REVOKED);
  }

  /** The thread: begins it; false when it was taken back. */
  start(order: number): boolean {
    return this.#move(order, POSTED, STARTED);
  }

  /** The thread: calls the function of one that it has begun. */
  call(order: number): void {
    this.#move(order, STARTED, CALLED);
  }

  #move(order: number, from: number, to: number): boolean {
    const before = word(order, from);
    return Atomics.compareExchange(this.#slots, order % SLOTS, before, word(order, to)) === before;
  }
}
