import { encodeError, toError } from "../codec/failure.ts";
import { decodeValue } from "../codec/value.ts";
import type { Reference } from "../protocol/code.ts";

/** Under this symbol an object says what stands for it in a message. */
const REFERENCE = Symbol.for("troupe.reference");

/** What stands for a value that says so itself; the key of a future or an actor is added to `keys`. */
export function referenceOf(value: object, keys: string[]): Reference | undefined {
  const reference = Reflect.get(value, REFERENCE) as Reference | undefined;
  if (reference?.[0] === "future" || reference?.[0] === "actor") keys.push(reference[1]);
  return reference;
}

/** An error that says of which key it is, unless it does already; one that takes no field becomes a copy that does. */
export function errorOf(thrown: unknown, key: string): Error {
  const given = toError(thrown);
  const error = Object.isExtensible(given) ? given : toError(decodeValue(encodeError(given)));
  if (!Object.hasOwn(error, "key")) Object.assign(error, { key });
  return error;
}

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  ((typeof value === "object" && value !== null) || typeof value === "function") &&
  "then" in value &&
  typeof value.then === "function";
