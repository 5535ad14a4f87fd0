/** What was longer ago than this, ms, or than so many ends take, hardly counts. */
const MEMORY_MS = 10_000;
const MEMORY_ENDS = 10;

/** How many end per second, of late: smoothed, so that what remains can be told by it. */
export class Rate {
  readonly #began: number;
  #at: number;
  #ended = 0;
  /** Weighted mean of ends per ms, and the sum of its weights. */
  #mean = 0;
  #weight = 0;

  /** From `at` on, ms. */
  constructor(at: number) {
    this.#began = at;
    this.#at = at;
  }

  /** So many have ended by `at`, ms, in all; returns how many do per second, 0 where none has. */
  update(ended: number, at: number): number {
    const ms = at - this.#at;
    if (ms > 0) {
      const memory = Math.max(MEMORY_MS, (MEMORY_ENDS * (at - this.#began)) / Math.max(1, ended));
      const kept = Math.exp(-ms / memory);
      this.#mean = kept * this.#mean + (1 - kept) * ((ended - this.#ended) / ms);
      this.#weight = kept * this.#weight + (1 - kept);
      this.#at = at;
      this.#ended = ended;
    }
    return this.#weight === 0 ? 0 : (this.#mean / this.#weight) * 1000;
  }
}
