import { type Deferred, deferred } from "../../runtime/deferred.ts";
import type { AnyFuture } from "./several.ts";

/** A future that has not ended. */
interface Expected {
  /** How often it was given. */
  times: number;
  /** Ends the watch on it. */
  stop: () => void;
}

/**
 * Futures that have ended, in that order and each as often as it was given, and those that are still to
 * end. It holds the keys of these while it watches them, which it does until `unwatch`.
 */
export class Endings<F extends AnyFuture> {
  readonly #expected = new Map<F, Expected>();
  /** Sum of their times. */
  #pending = 0;
  #watching = true;
  /** Those that have ended, the next one last, and those that ended later. */
  #ready: F[] = [];
  #later: F[] = [];
  #change: Deferred<void> | null = null;

  /** How many have not been taken. */
  get count(): number {
    return this.#pending + this.#ready.length + this.#later.length;
  }

  /** The next one that has ended. */
  get next(): F | undefined {
    if (this.#ready.length === 0) {
      this.#ready = this.#later.reverse();
      this.#later = [];
    }
    return this.#ready.at(-1);
  }

  /** Takes the next one that has ended away. */
  take(): void {
    this.#ready.pop();
    // Others who wait learn that nothing may be left.
    if (this.count === 0) this.wake();
  }

  add(future: F): void {
    this.#pending++;
    const known = this.#expected.get(future);
    if (known !== undefined) {
      known.times++;
      return;
    }
    const expected: Expected = { times: 1, stop: () => {} };
    this.#expected.set(future, expected);
    if (this.#watching) this.#watch(future, expected);
  }

  watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    for (const [future, expected] of this.#expected) this.#watch(future, expected);
  }

  unwatch(): void {
    this.#watching = this.#expected.size === 0;
    for (const { stop } of this.#expected.values()) stop();
  }

  /** Resolves when the next one has ended, or at `wake`; inside a task that gives the slot away. */
  async change(): Promise<void> {
    this.#change ??= deferred();
    const [pending] = this.#expected.keys();
    const resume = pending?.yieldSlot();
    try {
      await this.#change.promise;
    } finally {
      resume?.();
    }
  }

  wake(): void {
    this.#change?.resolve();
    this.#change = null;
  }

  #watch(future: F, expected: Expected): void {
    expected.stop = future.whenDone(() => {
      this.#expected.delete(future);
      this.#pending -= expected.times;
      for (let i = 0; i < expected.times; i++) this.#later.push(future);
      this.wake();
    });
  }
}
