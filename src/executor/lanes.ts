import type { Lane } from "./lane.ts";

/** Threads in a row that may end before they have begun, for each that there is to be. */
const ATTEMPTS = 3;
/** Pause before more are tried where some have begun and others do not, ms. */
const PAUSE_MS = 1000;

/** The threads that run the tasks of a pool: as many as there are to be, as far as they start. */
export class Lanes implements Iterable<Lane> {
  readonly #count: number;
  readonly #start: () => Lane;
  readonly #lanes = new Set<Lane>();
  /** Since one has begun. */
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(count: number, start: () => Lane) {
    this.#count = count;
    this.#start = start;
  }

  /** How many there are, begun or not. */
  get size(): number {
    return this.#lanes.size;
  }

  [Symbol.iterator](): Iterator<Lane> {
    return this.#lanes.values();
  }

  /** Starts those that are missing. */
  fill(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#failures = 0;
    while (this.#lanes.size < this.#count) this.#add();
  }

  /** One has begun. */
  begun(): void {
    this.#failures = 0;
  }

  /** One has ended. */
  delete(lane: Lane): void {
    this.#lanes.delete(lane);
  }

  /** Starts another in the place of one that has ended; not at once where too many do so before they have begun. */
  replace({ started }: Lane): void {
    if (started || ++this.#failures < ATTEMPTS * this.#count) return this.#add();
    // Where there is none, the next who needs one tries.
    if (this.#lanes.size > 0) this.#retry ??= setTimeout(() => this.fill(), PAUSE_MS).unref();
  }

  async end(): Promise<void> {
    clearTimeout(this.#retry);
    await Promise.all([...this.#lanes].map((lane) => lane.end()));
  }

  #add(): void {
    this.#lanes.add(this.#start());
  }
}
