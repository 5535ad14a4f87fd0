import { Future } from "./future.ts";

/** A future of any value. */
export type AnyFuture = Future<unknown>;

/** One future, or an iterable of them. */
export type Several<F extends AnyFuture> = F | Iterable<F>;

/** The futures given to the function named `taker`, in order; throws a `TypeError` for anything else. */
export function futuresOf<F extends AnyFuture>(given: Several<F>, taker: string): F[] {
  const futures = given instanceof Future ? [given] : isIterable(given) ? [...given] : [given];
  for (const future of futures) {
    if (!(future instanceof Future))
      throw new TypeError(`${taker} takes futures, or an iterable of them, not ${describe(future)}.`);
  }
  return futures;
}

function isIterable<F>(given: Iterable<F>): given is Iterable<F> {
  return typeof Object(given)[Symbol.iterator] === "function";
}

function describe(given: unknown): string {
  return typeof given === "object" && given !== null ? (given.constructor?.name ?? "Object") : String(given);
}
