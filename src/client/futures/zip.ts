/** Items that one `map` takes at most. */
const LIMIT = 10_000_000;

/** Tuples of the items of several iterables side by side, until the shortest ends. */
export function zip(iterables: readonly Iterable<unknown>[]): unknown[][] {
  for (const iterable of iterables) {
    if (typeof Object(iterable)[Symbol.iterator] !== "function") {
      throw new TypeError(
        "map takes iterables, such as arrays. Collect an async iterable into an array first.",
      );
    }
  }
  const tuples: unknown[][] = [];
  const [first, ...others] = iterables;
  if (first === undefined) return tuples;
  const open = new Set(others.map((iterable) => iterable[Symbol.iterator]()));
  const beside = [...open];
  try {
    for (const item of first) {
      const tuple = [item];
      for (const iterator of beside) {
        const step = iterator.next();
        if (step.done === true) {
          open.delete(iterator);
          return tuples;
        }
        tuple.push(step.value);
      }
      if (tuples.push(tuple) > LIMIT)
        throw new RangeError(`map takes ${LIMIT} items at most. Map over parts.`);
    }
    return tuples;
  } finally {
    for (const iterator of open) iterator.return?.();
  }
}
