import { contentHash } from "../code/hash.ts";
import type { ActorReference } from "../protocol/code.ts";
import { Entry } from "./entry.ts";
import { refer } from "./handle.ts";
import { Hold } from "./hold.ts";
import { RemoteActor } from "./remote-actor.ts";
import { RemoteMachines } from "./remote-machines.ts";
import type { Session } from "./session.ts";

/** Hex digits of the number of a call in its key. */
const DIGITS = 10;

/** The actors that a client has references to: however many it has to one, calls go in one order. */
export class RemoteActors {
  readonly #session: Session;
  readonly #machines: RemoteMachines;
  readonly #known = new WeakMap<Entry, RemoteActor>();

  /** Begins the random part of the keys of calls. */
  readonly #prefix: string;
  #last = 0;

  constructor(session: Session) {
    this.#session = session;
    this.#prefix = contentHash(session.address).slice(DIGITS);
    this.#machines = new RemoteMachines(session);
  }

  /** A key for what a call gives, which nobody else has. */
  key(member: string): string {
    return `${member}-${this.#prefix}${(++this.#last).toString(16).padStart(DIGITS, "0")}`;
  }

  /** Whether there is, or was, a reference to an actor with this key. */
  knows(key: string): boolean {
    const entry = this.#session.find(key);
    return entry !== undefined && this.#known.has(entry);
  }

  /** A reference that was met inside a value: an object of its own, and a hold. */
  meet(reference: ActorReference): object {
    const entry = this.#session.entry(reference[1]);
    entry.actor = true;
    let actor = this.#known.get(entry);
    if (actor === undefined) {
      actor = new RemoteActor(this.#session, entry, reference);
      this.#known.set(entry, actor);
    }
    if (reference[3] === "machine") return this.#machines.refer(actor, entry);
    const hold = new Hold(this.#session, entry);
    this.#session.surroundings.adopt(hold);
    return refer(actor, hold);
  }

  /** Resolves when the machines that were met just now can be used; null where all can. */
  arrivals(): Promise<unknown> | null {
    return this.#machines.arrivals();
  }

  /** A reference for the actor itself, which does not keep it alive. */
  self(reference: ActorReference): object {
    const entry = new Entry(reference[1], null);
    const actor = new RemoteActor(this.#session, entry, reference);
    if (reference[3] === "machine") return this.#machines.refer(actor, entry);
    return refer(actor, new Hold(this.#session, entry));
  }
}
