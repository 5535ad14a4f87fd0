import type { Reference } from "../protocol/code.ts";
import type { Entry } from "./entry.ts";
import { Future, REFERENCE } from "./future.ts";
import { Primitive } from "./primitive.ts";
import { refuseActor } from "./remote-actor.ts";
import type { Session } from "./session.ts";
import { referTo } from "./submission.ts";

/**
 * What stands for an object inside a value that travels, where anything does; entries of futures are added to
 * `met`. Throws `CancelledError` for a future that is gone, `TypeError` for one of another client.
 */
export function standIn(session: Session, value: object, met: Set<Entry>): Reference | undefined {
  if (value instanceof Primitive) return value[REFERENCE];
  refuseActor(value);
  return value instanceof Future ? referTo(session, value, met) : undefined;
}
