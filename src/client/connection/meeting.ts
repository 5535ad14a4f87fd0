import type { Reference } from "../../protocol/code.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { RemoteActors } from "../actors/remote-actors.ts";
import { meetPrimitive } from "../coordination/primitives.ts";
import { Future } from "../futures/future.ts";
import type { References } from "../session/references.ts";
import type { Session } from "../session/session.ts";

/** What references stand for in a program: futures, primitives and references to actors, as users know them. */
export class Meeting implements References {
  readonly actors: RemoteActors;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.actors = new RemoteActors(session);
  }

  meet(reference: Reference): unknown {
    switch (reference[0]) {
      case "future":
        return new Future(this.#session, this.#session.entry(reference[1]));
      case "primitive":
        return meetPrimitive(this.#session, reference);
      case "actor":
        return this.actors.meet(reference);
      case "code":
        throw new ProtocolError("A function where none can be.");
    }
  }
}
