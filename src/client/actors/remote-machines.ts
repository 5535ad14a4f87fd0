import type { EventObject } from "xstate";
import { ActorDiedError } from "../../protocol/errors.ts";
import type { Entry } from "../session/entry.ts";
import { collected, type Hold } from "../session/hold.ts";
import type { Session } from "../session/session.ts";
import { ActorFuture } from "./actor-future.ts";
import type { CallKeys } from "./call-keys.ts";
import { type MachineSeam, RemoteActorRef } from "./machine-ref.ts";
import type { RemoteActor } from "./remote-actor.ts";
import { Watched } from "./watched.ts";

/** The machines that a client has references to: each is watched once, however many those are. */
export class RemoteMachines {
  readonly #session: Session;
  readonly #keys: CallKeys;
  readonly #known = new WeakMap<Entry, Watched>();
  #coming: Promise<void>[] = [];

  constructor(session: Session, keys: CallKeys) {
    this.#session = session;
    this.#keys = keys;
  }

  /** A reference to a machine: an object of its own, and a hold. */
  refer(actor: RemoteActor, entry: Entry): object {
    let watched = this.#known.get(entry);
    if (watched === undefined) {
      watched = new Watched(this.#session, this.#keys, actor, entry);
      this.#known.set(entry, watched);
    }
    const hold = watched.hold();
    if (!watched.machine.here) this.#coming.push(watched.machine.ready);
    this.#session.surroundings.adopt(hold);
    const ref = new RemoteActorRef(new Seam(this.#session, watched, hold));
    collected.register(ref, hold, hold);
    return ref;
  }

  /** Resolves when the machines that were met since the last time have a snapshot each, or none to come; null where all have. */
  arrivals(): Promise<unknown> | null {
    if (this.#coming.length === 0) return null;
    const coming = this.#coming;
    this.#coming = [];
    return Promise.allSettled(coming);
  }
}

/** What a reference does with its machine. */
class Seam implements MachineSeam {
  readonly #session: Session;
  readonly #watched: Watched;
  readonly #hold: Hold;

  constructor(session: Session, watched: Watched, hold: Hold) {
    this.#session = session;
    this.#watched = watched;
    this.#hold = hold;
  }

  get actor() {
    return this.#watched.actor;
  }

  get machine() {
    return this.#watched.machine;
  }

  get gone(): Error | null {
    if (this.#session.closed !== null) return this.#session.closed;
    return this.#hold.ended ? new ActorDiedError(`${this.actor.key} was released here. Make another.`) : null;
  }

  get output(): ActorFuture<unknown> {
    return new ActorFuture(this.#session, this.#watched.output);
  }

  send(event: EventObject): void {
    if (this.gone !== null) throw this.gone;
    this.actor.send(event);
  }

  wait(): () => void {
    const hold = this.#watched.hold();
    const resume = this.#session.surroundings.wait();
    return () => {
      resume();
      hold.end();
    };
  }

  release(): void {
    collected.unregister(this.#hold);
    this.#hold.end();
  }
}
