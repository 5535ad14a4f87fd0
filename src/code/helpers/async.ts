type Verb = "next" | "throw" | "return";
type Result = IteratorResult<unknown>;
type Steps = Generator<unknown, unknown, unknown>;
type Body = (...args: unknown[]) => Steps;
type Inner = Partial<Record<Verb, (value: unknown) => unknown>>;
type Source = Partial<AsyncIterable<unknown>> & Partial<Iterable<unknown>>;

/** An async function, as a generator that yields what it awaits. */
export async function __async(self: unknown, args: unknown[] | null, body: Body): Promise<unknown> {
  const steps = body.apply(self, args ?? []);
  let step = steps.next();
  while (!step.done) {
    let verb: Verb = "next";
    let value: unknown;
    try {
      value = await step.value;
    } catch (error) {
      verb = "throw";
      value = error;
    }
    step = steps[verb](value);
  }
  return step.value;
}

/** What an async generator awaits; `delegated` is the result of an inner iterator of a `yield*`. */
class Awaited {
  readonly value: unknown;
  readonly delegated: boolean;

  constructor(value: unknown, delegated: boolean) {
    this.value = value;
    this.delegated = delegated;
  }
}

/** Marks what an async generator awaits, not yields: esbuild calls it with `new`, TypeScript without. */
export function __await(value: unknown, delegated?: unknown): object {
  return new Awaited(value, Boolean(delegated));
}

async function resume(steps: Steps, verb: Verb, given: unknown): Promise<Result> {
  let way = verb;
  let value = given;
  for (;;) {
    const step = steps[way](value);
    const awaited = step.value instanceof Awaited ? step.value : undefined;
    try {
      value = await (awaited ? awaited.value : step.value);
      if (!awaited) return { value, done: step.done ?? false };
      if (!(awaited.delegated && way === "return")) way = "next";
    } catch (error) {
      way = "throw";
      value = error;
    }
  }
}

/** An async generator, as a generator that marks what it awaits; answers one request after the other. */
export function __asyncGenerator(
  self: unknown,
  args: unknown[] | null,
  body: Body,
): AsyncIterableIterator<unknown> {
  const steps = body.apply(self, args ?? []);
  let busy: Promise<void> | undefined;
  const ask = (verb: Verb, value: unknown): Promise<Result> => {
    const result = busy ? busy.then(() => resume(steps, verb, value)) : resume(steps, verb, value);
    const end = (): void => {
      if (busy === turn) busy = undefined;
    };
    const turn: Promise<void> = result.then(end, end);
    busy = turn;
    return result;
  };
  return {
    next: (value?: unknown) => ask("next", value),
    throw: (error?: unknown) => ask("throw", error),
    return: (value?: unknown) => ask("return", value),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** `yield*` in an async generator. */
export function __yieldStar(source: Source): object {
  const inner = source[Symbol.asyncIterator]?.() as Inner | undefined;
  if (inner === undefined) return source;
  // Every request goes twice through here: on its way in, and with the answer that was awaited.
  let isAsked = false;
  const forward =
    (verb: Verb) =>
    (value: unknown): unknown => {
      isAsked = !isAsked && inner[verb] !== undefined;
      if (isAsked)
        return { done: false, value: __await(new Promise((answer) => answer(inner[verb]?.(value))), true) };
      if (verb === "throw") throw value;
      return value;
    };
  return {
    [Symbol.iterator]() {
      return this;
    },
    next: forward("next"),
    throw: forward("throw"),
    ...(inner.return && { return: forward("return") }),
  };
}

/** The iterator of a `for await`. */
export function __forAwait(source: Source): object {
  const open = source[Symbol.asyncIterator];
  if (open) return open.call(source);
  const inner = source[Symbol.iterator]?.() as Iterator<unknown>;
  return {
    next: async () => settle(inner.next()),
    ...(inner.return && { return: async () => settle(inner.return?.()) }),
  };
}

async function settle(result: Result | undefined): Promise<Result> {
  return { value: await result?.value, done: result?.done ?? true } as Result;
}
