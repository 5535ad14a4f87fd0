import { TaskError } from "../protocol/errors.ts";
import { headOf, isError, showField } from "./errors.ts";
import { ERROR } from "./extensions.ts";
import { Lowering, lowerText } from "./lower.ts";
import { pack } from "./wire.ts";

/** What was thrown where it is an Error, else a `TaskError` with it as `cause`; never throws. */
export function toError(thrown: unknown): Error {
  if (isError(thrown)) return thrown;
  const text = showField({ thrown }, "thrown");
  return new TaskError(`${text} was thrown, which is no Error: see the cause, and throw an Error.`, {
    cause: thrown,
  });
}

/**
 * Bytes of what was thrown, for `decodeValue` to make an Error of again. Never throws: a field that cannot
 * travel becomes a text, and where the fields are too much, the error goes without.
 */
export function encodeError(thrown: unknown): Uint8Array<ArrayBuffer> {
  const error = toError(thrown);
  try {
    return pack(new Lowering({ lenient: true }).lower(error));
  } catch {
    const { base, name, message, stack } = headOf(error);
    return pack([ERROR, base, ...[name, message, stack].map(lowerText)]);
  }
}
