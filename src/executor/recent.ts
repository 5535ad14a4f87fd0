/** Events that are remembered. */
const EVENTS = 20;

/** The last events of a machine, with when they came, ms since the epoch. */
export class Recent {
  readonly #types: string[] = [];
  readonly #times = new Float64Array(EVENTS);
  #count = 0;

  note(type: string): void {
    const place = this.#count++ % EVENTS;
    this.#types[place] = type;
    this.#times[place] = Date.now();
  }

  /** Newest last. */
  get events(): (readonly [at: number, type: string])[] {
    const first = Math.max(0, this.#count - EVENTS);
    return Array.from({ length: this.#count - first }, (_, i) => {
      const place = (first + i) % EVENTS;
      return [this.#times[place] ?? 0, this.#types[place] ?? ""];
    });
  }
}
