import type { Reference } from "../protocol/code.ts";

/** Under this symbol an object says what stands for it in a message. */
const REFERENCE = Symbol.for("troupe.reference");

/** What stands for a value that says so itself; the key of a future or an actor is added to `keys`. */
export function referenceOf(value: object, keys: string[]): Reference | undefined {
  const reference = Reflect.get(value, REFERENCE) as Reference | undefined;
  if (reference !== undefined && reference[0] !== "code") keys.push(reference[1]);
  return reference;
}

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  ((typeof value === "object" && value !== null) || typeof value === "function") &&
  "then" in value &&
  typeof value.then === "function";
