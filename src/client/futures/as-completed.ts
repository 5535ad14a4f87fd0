import type { InspectOptionsStylized } from "node:util";
import { Observable, type Subscriber } from "rxjs";
import { check, FLAG, type Rules } from "../options.ts";
import { SHOWN, shown } from "../text/shown.ts";
import { Endings } from "./endings.ts";
import type { Future } from "./future.ts";
import { type AnyFuture, futuresOf } from "./several.ts";

/** What comes out for a future: itself, or with its value. */
type Item<F extends AnyFuture, WithResults> = WithResults extends true
  ? [future: F, value: F extends Future<infer T> ? T : never]
  : F;

/** An AsyncIterator of items that `for await` hands over as they are, in its types too. */
export interface Arrivals<T> {
  next(): Promise<IteratorResult<T, void>>;
  /** Reads no more. */
  return(): Promise<IteratorResult<T, void>>;
  [Symbol.asyncIterator](): Arrivals<T>;
}

/** One loop or subscription. */
interface Reader {
  state: "new" | "reading" | "gone";
}

const RULES: Rules<{ readonly withResults?: boolean }> = { withResults: FLAG };

const END = { done: true, value: undefined } as const;

/**
 * Futures in the order in which they end, however they end: an async iterable and an Observable of the
 * very objects given, one per occurrence. More can be added until the last one has come out. Each comes
 * out once, whoever reads. Who breaks out of the loop or unsubscribes, and is the last to read, ends its
 * holds on what is to come; reading on takes them up again.
 *
 * With results, a future that failed throws its error where the value was to be given; the rest comes out
 * to who reads on.
 */
export class AsCompleted<F extends AnyFuture, WithResults extends boolean = false> extends Observable<
  Item<F, WithResults>
> {
  readonly #withResults: WithResults;
  readonly #endings = new Endings<F>();
  #readers = 0;

  constructor(futures: Iterable<F>, withResults: WithResults) {
    super((subscriber) => {
      const reader: Reader = { state: "new" };
      void this.#feed(reader, subscriber);
      return () => this.#leave(reader);
    });
    this.#withResults = withResults;
    this.update(futures);
  }

  /** One more to come. */
  add(future: F): void {
    this.update([future]);
  }

  /** More to come; where one of them is no future, none is added. */
  update(futures: Iterable<F>): void {
    for (const future of futuresOf(futures, "asCompleted")) this.#endings.add(future);
  }

  /** How many have not come out yet. */
  count(): number {
    return this.#endings.count;
  }

  override toString(): string {
    return `<AsCompleted: ${this.count()} to come>`;
  }

  [SHOWN](depth: number, options: InspectOptionsStylized): string {
    return shown(this, depth, options);
  }

  /** Not a generator: one would await the futures that it yields. */
  [Symbol.asyncIterator](): Arrivals<Item<F, WithResults>> {
    const reader: Reader = { state: "new" };
    const arrivals: Arrivals<Item<F, WithResults>> = {
      next: () => this.#read(reader),
      return: async () => {
        this.#leave(reader);
        return END;
      },
      [Symbol.asyncIterator]: () => arrivals,
    };
    return arrivals;
  }

  async #read(reader: Reader): Promise<IteratorResult<Item<F, WithResults>, void>> {
    let step: IteratorResult<Item<F, WithResults>, void> = END;
    await this.#hand(reader, (value) => {
      step = { done: false, value };
    });
    return step;
  }

  async #feed(reader: Reader, subscriber: Subscriber<Item<F, WithResults>>): Promise<void> {
    try {
      while (await this.#hand(reader, (item) => subscriber.next(item)));
      subscriber.complete();
    } catch (error) {
      subscriber.error(error);
    }
  }

  /** Has the reader take one, in the step in which it goes out of here; false when it has left, or none is to come. */
  async #hand(reader: Reader, take: (item: Item<F, WithResults>) => void): Promise<boolean> {
    const endings = this.#endings;
    this.#enter(reader);
    while (reader.state === "reading" && endings.count > 0) {
      const future = endings.next;
      if (future === undefined) {
        await endings.change();
        continue;
      }
      const item = this.#withResults ? await withResult(future) : () => future;
      if (reader.state !== "reading" || endings.next !== future) continue;
      endings.take();
      try {
        take(item() as Item<F, WithResults>);
        return true;
      } catch (error) {
        this.#leave(reader);
        throw error;
      }
    }
    this.#leave(reader);
    return false;
  }

  #enter(reader: Reader): void {
    if (reader.state !== "new") return;
    reader.state = "reading";
    this.#readers++;
    this.#endings.watch();
  }

  #leave(reader: Reader): void {
    if (reader.state === "gone") return;
    if (reader.state === "reading") this.#readers--;
    reader.state = "gone";
    this.#endings.wake();
    if (this.#readers === 0) this.#endings.unwatch();
  }
}

/** Gives a future with its value, or throws its error, when it is called. */
function withResult<F extends AnyFuture>(future: F): Promise<() => [F, unknown]> {
  return future.result().then(
    (value) => () => [future, value],
    (error: unknown) => () => {
      throw error;
    },
  );
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
  check(options, RULES);
  return new AsCompleted(futures, options.withResults ?? false);
}
