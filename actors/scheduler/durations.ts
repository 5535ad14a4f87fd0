import { UNKNOWN_MS } from "./placement.ts";

/** Weight of the newest run in the moving average. */
const WEIGHT = 0.25;

/** Nothing that took longer is expected to take longer than this, ms. */
const LONG_MS = 3_600_000;

/** How long tasks of a function take, by the hash of its code: a moving average, ms. */
export class Durations {
  readonly #average = new Map<string, number>();

  expect(hash: string): number {
    return this.#average.get(hash) ?? UNKNOWN_MS;
  }

  observe(hash: string, time: number): void {
    const ms = Math.min(time, LONG_MS);
    const average = this.#average.get(hash);
    this.#average.set(hash, average === undefined ? ms : average + WEIGHT * (ms - average));
  }

  forget(hash: string): void {
    this.#average.delete(hash);
  }
}
