import { UNKNOWN_MS } from "./placement.ts";

/** Weight of the newest run in the moving average. */
const WEIGHT = 0.25;

/** How long tasks of a function take, by the hash of its code: a moving average, ms. */
export class Durations {
  readonly #average = new Map<string, number>();

  expect(hash: string): number {
    return this.#average.get(hash) ?? UNKNOWN_MS;
  }

  observe(hash: string, ms: number): void {
    const average = this.#average.get(hash);
    this.#average.set(hash, average === undefined ? ms : average + WEIGHT * (ms - average));
  }

  forget(hash: string): void {
    this.#average.delete(hash);
  }
}
