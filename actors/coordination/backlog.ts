/** Values in a row, taken from its front; each put and take in constant time. */
export class Backlog<T> {
  #values: T[] = [];
  #taken = 0;

  get size(): number {
    return this.#values.length - this.#taken;
  }

  put(value: T): void {
    this.#values.push(value);
  }

  /** All of them, in order. */
  get values(): readonly T[] {
    return this.#values.slice(this.#taken);
  }

  /** The first `count`, or all where there are less. */
  take(count: number): readonly T[] {
    const taken = this.#values.slice(this.#taken, this.#taken + count);
    this.#taken += taken.length;
    if (this.#taken * 2 >= this.#values.length) {
      this.#values = this.#values.slice(this.#taken);
      this.#taken = 0;
    }
    return taken;
  }
}
