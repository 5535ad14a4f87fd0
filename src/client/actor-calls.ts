import type { ActorReference, Reference } from "../protocol/code.ts";
import { kill, lookup, type ReferenceTo } from "./actors/actor.ts";
import { ClusterCalls } from "./cluster-calls.ts";
import type { ActorHandle } from "./futures/types.ts";
import type { Session } from "./session/session.ts";

/** How a client reaches actors that are there already. */
export abstract class ActorCalls extends ClusterCalls {
  readonly #session: Session;

  protected constructor(session: Session, random: () => string) {
    super(session, random);
    this.#session = session;
  }

  /** The actor that was made under a name; rejects with `NotFoundError` where there is none. */
  async lookup<T extends object>(name: string): Promise<ReferenceTo<T>> {
    return (await lookup(this.#session, name)) as ReferenceTo<T>;
  }

  /**
   * Ends an actor for everyone, whoever holds it; resolves when it is dead. Calls under way and later ones reject
   * with `ActorDiedError`.
   */
  async kill(actor: ActorHandle): Promise<void> {
    await kill(this.#session, actor);
  }

  /** What a reference that was met inside a value stands for; asked for where values are read, and by nobody else. */
  meet(reference: Reference): unknown {
    return this.#session.references.meet(reference);
  }

  /** Resolves when the machines that were met just now can be used; null where all can. */
  arrivals(): Promise<unknown> | null {
    return this.#session.references.actors.arrivals();
  }

  /** A reference for the actor itself, which does not keep it alive. */
  self(reference: ActorReference): object {
    return this.#session.references.actors.self(reference);
  }
}
