import { from, Observable } from "rxjs";
import { type Deferred, deferred } from "../runtime/deferred.ts";
import { Future } from "./future.ts";

/** A future of any value. */
type AnyFuture = Future<unknown>;

/** What comes out for a future: itself, or with its value. */
type Item<F extends AnyFuture, WithResults> = WithResults extends true
  ? [future: F, value: F extends Future<infer T> ? T : never]
  : F;

/** An AsyncIterator of items that `for await` hands over as they are, in its types too. */
export interface Arrivals<T> {
  next(): Promise<IteratorResult<T, void>>;
  [Symbol.asyncIterator](): Arrivals<T>;
}

/**
 * Futures in the order in which they end, however they end: an async iterable and an Observable of the
 * very objects given, one per occurrence. More can be added until the last one has come out.
 */
export class AsCompleted<F extends AnyFuture, WithResults extends boolean = false> extends Observable<
  Item<F, WithResults>
> {
  readonly #withResults: WithResults;
  #ready: F[] = [];
  #next = 0;
  #pending = 0;
  #last: F | undefined;
  #arrival: Deferred<void> | undefined;

  constructor(futures: Iterable<F>, withResults: WithResults) {
    super((subscriber) => from(this[Symbol.asyncIterator]()).subscribe(subscriber));
    this.#withResults = withResults;
    this.update(futures);
  }

  /** One more to come. */
  add(future: F): void {
    if (!(future instanceof Future)) throw new TypeError("asCompleted takes futures.");
    this.#pending++;
    this.#last = future;
    future.addDoneCallback(() => {
      this.#pending--;
      this.#ready.push(future);
      this.#arrival?.resolve();
      this.#arrival = undefined;
    });
  }

  /** More to come. */
  update(futures: Iterable<F>): void {
    for (const future of futures) this.add(future);
  }

  /** How many have not come out yet. */
  count(): number {
    return this.#pending + this.#ready.length - this.#next;
  }

  /** Not a generator: one would await the futures that it yields. */
  [Symbol.asyncIterator](): Arrivals<Item<F, WithResults>> {
    const arrivals: Arrivals<Item<F, WithResults>> = {
      next: () => this.#take(),
      [Symbol.asyncIterator]: () => arrivals,
    };
    return arrivals;
  }

  async #take(): Promise<IteratorResult<Item<F, WithResults>, void>> {
    while (this.count() > 0) {
      const future = this.#ready[this.#next];
      if (future === undefined) {
        await this.#wait();
        continue;
      }
      this.#next++;
      if (this.#next === this.#ready.length) {
        this.#ready = [];
        this.#next = 0;
        // Others who wait here learn that nothing may be left.
        this.#arrival?.resolve();
        this.#arrival = undefined;
      }
      const item = this.#withResults ? [future, await future.result()] : future;
      return { done: false, value: item as Item<F, WithResults> };
    }
    return { done: true, value: undefined };
  }

  /** Waits for the next one to end; inside a task that gives the slot away. */
  async #wait(): Promise<void> {
    this.#arrival ??= deferred();
    const resume = this.#last?.yieldSlot();
    try {
      await this.#arrival.promise;
    } finally {
      resume?.();
    }
  }
}

/** Futures in the order in which they end; see `AsCompleted`. */
export function asCompleted<F extends AnyFuture>(
  futures: Iterable<F>,
  options?: { readonly withResults?: false },
): AsCompleted<F>;
export function asCompleted<F extends AnyFuture>(
  futures: Iterable<F>,
  options: { readonly withResults: true },
): AsCompleted<F, true>;
export function asCompleted<F extends AnyFuture>(
  futures: Iterable<F>,
  options: { readonly withResults?: boolean } = {},
): AsCompleted<F, boolean> {
  return new AsCompleted(futures, options.withResults ?? false);
}
