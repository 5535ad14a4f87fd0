/** Share of the limit that results may take in memory before those used longest ago go to disk. */
const TARGET = 0.6;
/** Share of the limit from which nothing new is taken, because disk does not keep up; until the target is met. */
const FULL = 0.8;

/** Which results a worker has in memory, and which of them are to go to disk, by size and last use. */
export class Retention {
  readonly #limit: number;
  /** Bytes of the results in memory, used longest ago first. */
  readonly #sizes = new Map<string, number>();
  /** Of these the ones that are on their way to disk. */
  readonly #leaving = new Set<string>();
  #bytes = 0;
  #leavingBytes = 0;
  #full = false;

  /** `limit` is the memory limit of the worker, bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes of all results in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether nothing new should be taken. */
  get full(): boolean {
    if (this.#bytes > this.#limit * FULL) this.#full = true;
    else if (this.#bytes <= this.#limit * TARGET) this.#full = false;
    return this.#full;
  }

  /** A result is in memory, and was used just now. */
  use(key: string, size: number): void {
    const known = this.#sizes.delete(key);
    this.#sizes.set(key, size);
    if (!known) this.#bytes += size;
  }

  /** A result is in memory no more. */
  forget(key: string): void {
    this.stay(key);
    this.#bytes -= this.#sizes.get(key) ?? 0;
    this.#sizes.delete(key);
  }

  /** A result could not go to disk. */
  stay(key: string): void {
    if (this.#leaving.delete(key)) this.#leavingBytes -= this.#sizes.get(key) ?? 0;
  }

  /** Results that are to go to disk now; each is asked for once, until it is forgotten or stays. */
  excess(): string[] {
    const keys: string[] = [];
    for (const [key, size] of this.#sizes) {
      if (this.#bytes - this.#leavingBytes <= this.#limit * TARGET) break;
      if (this.#leaving.has(key)) continue;
      this.#leaving.add(key);
      this.#leavingBytes += size;
      keys.push(key);
    }
    return keys;
  }
}
