import type { ActorReference } from "../../protocol/code.ts";
import { Entry } from "../session/entry.ts";
import { Hold } from "../session/hold.ts";
import type { Actors } from "../session/references.ts";
import type { Session } from "../session/session.ts";
import { CallKeys } from "./call-keys.ts";
import { actorOf, refer } from "./handle.ts";
import { RemoteActor } from "./remote-actor.ts";
import { RemoteMachines } from "./remote-machines.ts";

/** The actors that a client has references to: however many it has to one, calls go in one order. */
export class RemoteActors implements Actors {
  readonly actorOf = actorOf;
  readonly #session: Session;
  readonly #machines: RemoteMachines;
  readonly #known = new WeakMap<Entry, RemoteActor>();
  readonly #keys: CallKeys;

  constructor(session: Session) {
    this.#session = session;
    this.#keys = new CallKeys(session.address);
    this.#machines = new RemoteMachines(session, this.#keys);
  }

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
      actor = new RemoteActor(this.#session, this.#keys, entry, reference);
      this.#known.set(entry, actor);
    }
    if (reference[3] === "machine") return this.#machines.refer(actor, entry);
    const hold = new Hold(this.#session, entry);
    this.#session.surroundings.adopt(hold);
    return refer(actor, hold);
  }

  arrivals(): Promise<unknown> | null {
    return this.#machines.arrivals();
  }

  self(reference: ActorReference): object {
    const entry = new Entry(reference[1], null);
    const actor = new RemoteActor(this.#session, this.#keys, entry, reference);
    if (reference[3] === "machine") return this.#machines.refer(actor, entry);
    return refer(actor, new Hold(this.#session, entry));
  }
}
