/** Fraction of the golden ratio: its multiples are spread evenly between 0 and 1, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** What an item weighs at least. */
const LEAST = 1e-3;

/**
 * So many of a stream of items, whose number nobody knows before: what weighs twice as much is kept twice as
 * likely, and of those that weigh the same some of each time. Each has a rank, and the lowest ranks are kept.
 */
export class Sample<T> {
  readonly #most: number;
  /** A heap, the highest rank first. */
  #ranks: number[] = [];
  #items: T[] = [];
  #dice = GOLDEN;
  #dropped = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The rank of the next item; null where it has none, and is dropped. */
  rank(weight: number): number | null {
    this.#dice = (this.#dice + GOLDEN) % 1;
    // Of what happens at a rate the first time is so distributed, and earlier the higher the rate.
    const rank = -Math.log(this.#dice) / Math.max(weight, LEAST);
    if (this.#items.length < this.#most || rank < (this.#ranks[0] ?? 0)) return rank;
    this.drop();
    return null;
  }

  /** There is one more, which cannot be kept. */
  drop(): void {
    this.#dropped++;
  }

  /** Keeps the item of a rank that was given just now, maybe in place of another. */
  keep(rank: number, item: T): void {
    if (this.#items.length < this.#most) return this.#rise(rank, item);
    this.drop();
    this.#sink(rank, item);
  }

  /** All that were kept, and how many were not, since this was asked last. */
  take(): { readonly items: readonly T[]; readonly dropped: number } {
    const taken = { items: this.#items, dropped: this.#dropped };
    this.#ranks = [];
    this.#items = [];
    this.#dropped = 0;
    return taken;
  }

  #rise(rank: number, item: T): void {
    let at = this.#items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#ranks[parent] as number) >= rank) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, rank, item);
  }

  #sink(rank: number, item: T): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if ((this.#ranks[child + 1] ?? -1) > (this.#ranks[child] ?? -1)) child++;
      if ((this.#ranks[child] ?? -1) <= rank) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, rank, item);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#ranks[from] as number, this.#items[from] as T);
  }

  #put(at: number, rank: number, item: T): void {
    this.#ranks[at] = rank;
    this.#items[at] = item;
  }
}
