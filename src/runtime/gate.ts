/** Lets only so much through at a time, first come first served. */
export class Gate {
  readonly #size: number;
  #room: number;
  readonly #waiting: { readonly weight: number; readonly enter: () => void }[] = [];

  constructor(room: number) {
    this.#size = room;
    this.#room = room;
  }

  /** Nothing is in it. */
  get idle(): boolean {
    return this.#room === this.#size;
  }

  /** Resolves when there is room for `weight`; what is too heavy for the whole gate goes alone. */
  async enter(weight: number): Promise<void> {
    if (this.#waiting.length === 0 && this.#room > 0) {
      this.#room -= weight;
      return;
    }
    await new Promise<void>((enter) => this.#waiting.push({ weight, enter }));
  }

  leave(weight: number): void {
    this.#room += weight;
    while (this.#room > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#room -= next.weight;
      next.enter();
    }
  }
}
