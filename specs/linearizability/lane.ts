/** Positions in the order of their ends; those that are taken out go back in where they were, last out first in. */
export class Lane {
  readonly #ends: Float64Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  /** `members` are positions below `size`, with where each one's span ends. */
  constructor(size: number, members: readonly (readonly [position: number, end: number])[]) {
    this.#ends = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    this.#next = new Int32Array(size + 1);
    this.#previous = new Int32Array(size + 1);
    let last = size;
    for (const [position, end] of [...members].sort((a, b) => a[1] - b[1])) {
      this.#ends[position] = end;
      this.#next[last] = position;
      this.#previous[position] = last;
      last = position;
    }
    this.#next[last] = size;
    this.#previous[size] = last;
  }

  /** The first position that is left; the size where none is. */
  get first(): number {
    return this.after(this.#ends.length - 1);
  }

  /** Where the first span that is left ends, but for that of one position. */
  endBut(position: number): number {
    const first = this.first;
    return this.#ends[first === position ? this.after(first) : first] as number;
  }

  after(position: number): number {
    return this.#next[position] as number;
  }

  take(position: number): void {
    const [next, previous] = [this.after(position), this.#previous[position] as number];
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  restore(position: number): void {
    this.#next[this.#previous[position] as number] = position;
    this.#previous[this.after(position)] = position;
  }
}
