import type { Reference } from "../protocol/code.ts";
import { CancelledError } from "../protocol/errors.ts";
import type { Entry } from "./entry.ts";
import { Future, REFERENCE } from "./future.ts";
import { Primitive } from "./primitive.ts";
import { refuseActor } from "./remote-actor.ts";
import type { Session } from "./session.ts";

/**
 * What stands for a future or a primitive in a message, nothing for any other value; the entry of a future is
 * added to `met`. Throws `CancelledError` for one that is gone, `TypeError` for one of another client.
 */
export function referTo(session: Session, value: object, met: Set<Entry>): Reference | undefined {
  if (value instanceof Primitive) return value[REFERENCE];
  refuseActor(value);
  if (!(value instanceof Future)) return undefined;
  if (value.cancelled()) {
    const text = `${value.key} cannot be an argument: it was cancelled or released, or its client closed. Submit it again.`;
    throw new CancelledError(text, { key: value.key });
  }
  const entry = value.entryIn(session);
  if (entry === undefined) {
    const text = `${value.key} cannot be an argument: it is of another client. Take client.future(key) of this one.`;
    throw new TypeError(text);
  }
  met.add(entry);
  return ["future", entry.key];
}
