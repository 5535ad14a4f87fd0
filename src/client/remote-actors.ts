import { contentHash } from "../code/hash.ts";
import type { ActorReference } from "../protocol/code.ts";
import { Entry } from "./entry.ts";
import { refer } from "./handle.ts";
import { Hold } from "./hold.ts";
import { RemoteActor } from "./remote-actor.ts";
import type { Session } from "./session.ts";

/** Hex digits of the number of a call in its key. */
const DIGITS = 10;

/** The actors that a client has references to: however many it has to one, calls go in one order. */
export class RemoteActors {
  readonly #session: Session;
  readonly #known = new WeakMap<Entry, RemoteActor>();

  /** Begins the random part of the keys of calls. */
  readonly #prefix: string;
  #last = 0;

  constructor(session: Session) {
    this.#session = session;
    this.#prefix = contentHash(session.address).slice(DIGITS);
  }

  /** A key for what a call gives, which nobody else has. */
  key(member: string): string {
    return `${member}-${this.#prefix}${(++this.#last).toString(16).padStart(DIGITS, "0")}`;
  }

  /** A reference that was met inside a value: an object of its own, and a hold. */
  meet(reference: ActorReference): object {
    const entry = this.#session.entry(reference[1]);
    let actor = this.#known.get(entry);
    if (actor === undefined) {
      actor = new RemoteActor(this.#session, entry, reference);
      this.#known.set(entry, actor);
    }
    const hold = new Hold(this.#session, entry);
    this.#session.surroundings.adopt(hold);
    return refer(actor, hold);
  }

  /** A reference for the actor itself, which does not keep it alive. */
  self(reference: ActorReference): object {
    const entry = new Entry(reference[1], null);
    return refer(new RemoteActor(this.#session, entry, reference), new Hold(this.#session, entry));
  }
}
