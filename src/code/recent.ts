/** Values by text, which forgets the oldest when there are too many. */
export class Recent<V> {
  readonly #limit: number;
  readonly #values = new Map<string, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value of `key`, made by `make` where it is not there. */
  get(key: string, make: () => V): V {
    const present = this.#values.get(key);
    if (present !== undefined) return present;
    const made = make();
    const [oldest] = this.#values.keys();
    if (this.#values.size === this.#limit && oldest !== undefined) this.#values.delete(oldest);
    this.#values.set(key, made);
    return made;
  }
}
