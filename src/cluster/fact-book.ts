import { type Change, type Fact, subjectOf } from "../protocol/facts.ts";

/** What changes of records come to. */
export class FactBook {
  readonly #facts = new Map<string, Fact>();

  get facts(): readonly Fact[] {
    return [...this.#facts.values()];
  }

  take(change: Change): void {
    if (change[0] === "void") this.#facts.delete(change[1]);
    else this.#facts.set(subjectOf(change), change);
  }
}
