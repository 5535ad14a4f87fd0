type Dispose = (this: unknown) => unknown;
type Disposal = readonly [isAsync: boolean, dispose?: Dispose, value?: unknown];

function disposer(value: object, isAsync: boolean): Dispose {
  const own: unknown = isAsync ? Reflect.get(value, Symbol.asyncDispose) : undefined;
  const dispose: unknown = own ?? Reflect.get(value, Symbol.dispose);
  if (typeof dispose !== "function") throw new TypeError("Object not disposable");
  if (!isAsync || own) return dispose as Dispose;
  // What a synchronous `dispose` returns is not awaited.
  return async function () {
    dispose.call(this);
  };
}

/** `using x = value` and `await using x = value`. */
export function __using(stack: Disposal[], value: unknown, isAsync = false): unknown {
  if (value === null || value === undefined) {
    if (isAsync) stack.push([true]);
    return value;
  }
  if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected");
  stack.push([isAsync, disposer(value, isAsync), value]);
  return value;
}

function suppress(error: unknown, suppressed: unknown): Error {
  const message = "An error was suppressed during disposal";
  if (typeof SuppressedError === "function") return new SuppressedError(error, suppressed, message);
  return Object.assign(new Error(message), { name: "SuppressedError", error, suppressed });
}

/** The end of a block with `using`: disposes the last one first, then throws what was thrown. */
export function __callDispose(stack: Disposal[], error: unknown, hasError = false): unknown {
  let failure = error;
  let hasFailed = hasError;
  const fail = (thrown: unknown): void => {
    failure = hasFailed ? suppress(thrown, failure) : thrown;
    hasFailed = true;
  };
  const next = (): unknown => {
    for (let entry = stack.pop(); entry; entry = stack.pop()) {
      const [isAsync, dispose, value] = entry;
      try {
        const result = dispose?.call(value);
        if (isAsync) return Promise.resolve(result).then(next, failed);
      } catch (thrown) {
        fail(thrown);
      }
    }
    if (hasFailed) throw failure;
    return undefined;
  };
  const failed = (thrown: unknown): unknown => {
    fail(thrown);
    return next();
  };
  return next();
}
