import { type Traveller, traveller } from "./traveller.ts";

function* counting(to: number): Generator<number, string, number | undefined> {
  let step = 1;
  for (let n = 0; n < to; n += step) step = (yield n) ?? 1;
  return "end";
}

async function* reading(lines: readonly string[]): AsyncGenerator<string, number, unknown> {
  async function* inner(): AsyncGenerator<string, number> {
    try {
      yield await Promise.resolve("inner");
      yield "never";
    } finally {
      await Promise.resolve();
      lines.length;
    }
    return 7;
  }
  try {
    for (const line of lines) yield (await Promise.resolve(line)).toUpperCase();
    const result = yield* inner();
    yield* [`got ${result}`];
    await Promise.reject(new Error("lost"));
  } catch (error) {
    yield (error as Error).message;
  }
  return 3;
}

/** Everything that comes. */
export async function all<Item>(items: AsyncIterable<Item> | Iterable<Promise<Item>>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function requests(read: typeof reading): Promise<unknown[]> {
  const steps = read(["a", "b"]);
  const first = await Promise.all([steps.next(), steps.next(), steps.next()]);
  return [first, await steps.return(9), await steps.next()];
}

/** Generators, and who consumes them. */
export const generators: readonly Traveller[] = [
  traveller("a generator", counting, (f) => [...f(3)]),
  traveller("an async generator", reading, (f) => all(f(["a", "b"]))),
  traveller("an async generator under concurrent requests that is returned early", reading, requests),
  traveller("a function over async and sync iterables", all, (f) =>
    f([Promise.resolve(1), Promise.resolve(2)]),
  ),
];
