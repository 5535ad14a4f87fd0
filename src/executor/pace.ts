/** Work that may be posted to a thread at a time, ms. */
export const BUDGET_MS = 2;

/** However short tasks are, no more than 128 are posted at a time. */
const SHORTEST_MS = BUDGET_MS / 128;

/** Part of a new measurement in the average. */
const WEIGHT = 0.25;

/** How long runs of a function take, as a moving average. */
export class Pace {
  readonly #averages = new Map<string, number>();

  /** Expected time, ms; that of a function never seen fills the budget. */
  expect(hash: string): number {
    return this.#averages.get(hash) ?? BUDGET_MS;
  }

  note(hash: string, ms: number): void {
    const average = this.#averages.get(hash) ?? ms;
    this.#averages.set(hash, Math.max(SHORTEST_MS, average + WEIGHT * (ms - average)));
  }
}
