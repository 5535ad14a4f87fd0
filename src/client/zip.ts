/** Tuples of the items of several iterables side by side, until the shortest ends. */
export function* zip(iterables: readonly Iterable<unknown>[]): Generator<unknown[]> {
  for (const iterable of iterables) {
    if (typeof Object(iterable)[Symbol.iterator] !== "function") {
      throw new TypeError(
        "map takes iterables, such as arrays. Collect an async iterable into an array first.",
      );
    }
  }
  const iterators = iterables.map((iterable) => iterable[Symbol.iterator]());
  while (iterators.length > 0) {
    const steps = iterators.map((iterator) => iterator.next());
    if (steps.some((step) => step.done === true)) {
      for (const [i, step] of steps.entries()) if (step.done !== true) iterators[i]?.return?.();
      return;
    }
    yield steps.map((step) => step.value);
  }
}
