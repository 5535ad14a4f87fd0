/** Values in a row, taken from its front; each put and take in constant time. */
class Row<T> {
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

/** Values taken from the front, to which some of them come back: those go before all others, in their order. */
export class Backlog<T> {
  readonly #back = new Row<T>();
  readonly #rest = new Row<T>();

  get size(): number {
    return this.#back.size + this.#rest.size;
  }

  put(value: T): void {
    this.#rest.put(value);
  }

  return(value: T): void {
    this.#back.put(value);
  }

  /** All of them, in order. */
  get values(): readonly T[] {
    return [...this.#back.values, ...this.#rest.values];
  }

  /** The first `count`, or all where there are less. */
  take(count: number): readonly T[] {
    if (this.#back.size === 0) return this.#rest.take(count);
    const taken = this.#back.take(count);
    return [...taken, ...this.#rest.take(count - taken.length)];
  }
}
