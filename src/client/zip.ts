/** Tuples of the items of several iterables side by side, until the shortest ends; then all of them are closed. */
export function* zip(iterables: readonly Iterable<unknown>[]): Generator<unknown[]> {
  for (const iterable of iterables) {
    if (typeof Object(iterable)[Symbol.iterator] !== "function") {
      throw new TypeError(
        "map takes iterables, such as arrays. Collect an async iterable into an array first.",
      );
    }
  }
  const iterators = iterables.map((iterable) => iterable[Symbol.iterator]());
  const open = new Set(iterators);
  const next = (iterator: Iterator<unknown>): IteratorResult<unknown> => {
    const step = iterator.next();
    if (step.done === true) open.delete(iterator);
    return step;
  };
  try {
    while (iterators.length > 0) {
      const steps = iterators.map(next);
      if (open.size < iterators.length) return;
      yield steps.map((step) => step.value);
    }
  } finally {
    for (const iterator of open) iterator.return?.();
  }
}
