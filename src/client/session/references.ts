import type { ActorReference, Reference } from "../../protocol/code.ts";

/** What the references of a session are to the program: who gives these to it makes futures and all else of them that a value can have inside. */
export interface References {
  readonly actors: Actors;
  /** What a reference stands for that was met inside a value, which this client holds from now on. Throws `ProtocolError` for a function. */
  meet(reference: Reference): unknown;
}

/** The references to actors among them. */
export interface Actors {
  /** Whether there is, or was, one to an actor with this key. */
  knows(key: string): boolean;
  /** The actor that a value is a reference to; undefined for any other value. */
  actorOf(value: unknown): Named | undefined;
  /** One for the actor itself, which does not keep it alive. */
  self(reference: ActorReference): object;
  /** Resolves when the machines that were met just now can be used; null where all can. */
  arrivals(): Promise<unknown> | null;
}

/** An actor, with the name of its class or machine. */
interface Named {
  readonly key: string;
  readonly name: string;
}
