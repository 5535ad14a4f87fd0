import type { Reference } from "../protocol/code.ts";
import { CancelledError } from "../protocol/errors.ts";
import type { Entry } from "./entry.ts";
import { Future, REFERENCE } from "./future.ts";
import { actorOf } from "./handle.ts";
import { Primitive } from "./primitive.ts";
import type { Session } from "./session.ts";

/**
 * What stands for a future, an actor or a primitive in a message, nothing for any other value; the entry of its key is added
 * to `met`. Throws `CancelledError` for one that is gone, `TypeError` for one of another client.
 */
export function referTo(session: Session, value: object, met: Set<Entry>): Reference | undefined {
  if (value instanceof Primitive) return value[REFERENCE];
  if (value instanceof Future) {
    const entry = shared(session, value, "be an argument");
    met.add(entry);
    return ["future", entry.key];
  }
  const actor = actorOf(value);
  if (actor === undefined) return undefined;
  met.add(actor.entryIn(session));
  return actor.reference;
}

/** The entry of a future that others are to wait for; throws where it cannot do `what`. */
export function shared(session: Session, future: Future<unknown>, what: string): Entry {
  if (future.cancelled()) {
    const text = `${future.key} cannot ${what}: it was cancelled or released, or its client closed. Submit it again.`;
    throw new CancelledError(text, { key: future.key });
  }
  const entry = future.entryIn(session);
  if (entry === undefined) {
    const text = `${future.key} cannot ${what}: it is of another client. Take client.future(key) of this one.`;
    throw new TypeError(text);
  }
  future.share();
  return entry;
}
