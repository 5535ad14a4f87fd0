import type { Reference } from "../protocol/code.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { Future } from "./future.ts";
import { meetPrimitive } from "./primitives.ts";
import type { Session } from "./session.ts";

/** Makes of a reference that was met inside a value what it stands for. Throws `ProtocolError` for a function. */
export function meet(session: Session, reference: Reference): unknown {
  switch (reference[0]) {
    case "future":
      return new Future(session, session.entry(reference[1]));
    case "primitive":
      return meetPrimitive(session, reference);
    case "actor":
      return session.actors.meet(reference);
    case "code":
      throw new ProtocolError("A function where none can be.");
  }
}
