/** Places of the shared words. */
const PRESENT = 0;
const PRESSING = 1;
const ANSWERED = 2;
const WORDS = 3;

/**
 * What a thread of actors and its process tell each other past the thread's event loop, in memory that both
 * see: a thread that is stuck in a turn neither hears nor says anything.
 */
export class Signals {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  #seen = 0;

  constructor(memory = new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** The order of the turn that the thread is in, 0 between turns. */
  get present(): number {
    return Atomics.load(this.#words, PRESENT);
  }

  /** The thread: it is in this turn now, or in none (0). */
  enter(order: number): void {
    Atomics.store(this.#words, PRESENT, order);
  }

  /** The process: what it posts now should be heard before the next turn begins. */
  press(): void {
    Atomics.add(this.#words, PRESSING, 1);
  }

  /** The thread: whether something pressing was posted since the last time. */
  get pressed(): boolean {
    const now = Atomics.load(this.#words, PRESSING);
    if (now === this.#seen) return false;
    this.#seen = now;
    return true;
  }

  /** The thread: has heard this ping, and all before it. */
  answer(ping: number): void {
    Atomics.store(this.#words, ANSWERED, ping);
  }

  /** The process: whether the thread has heard this ping. */
  answered(ping: number): boolean {
    return Atomics.load(this.#words, ANSWERED) >= ping;
  }
}
