import type { ActorRef } from "../../src/client/actors/actor.ts";
import { actorOf } from "../../src/client/actors/handle.ts";
import type { Till } from "./till.ts";

export type Reference = ActorRef<Till>;

/** What the clients of a bank hold: which of them knows which actor, and futures. */
export class Purse {
  readonly #known = new Map<string, Reference>();
  readonly #references = new Set<Reference>();
  readonly #futures: { release(): void }[] = [];

  find(client: string, till: number): Reference | undefined {
    return this.#known.get(`${client} ${till}`);
  }

  /** A client knows an actor from now on; says on which worker that is. */
  keep(client: string, till: number, reference: Reference): string | undefined {
    this.#known.set(`${client} ${till}`, reference);
    this.take(reference);
    return actorOf(reference)?.reference[2];
  }

  /** Somebody was given a reference. */
  take(reference: Reference): void {
    this.#references.add(reference);
  }

  forget(client: string, till: number): void {
    this.#known.delete(`${client} ${till}`);
  }

  hold<F extends { release(): void }>(future: F): F {
    this.#futures.push(future);
    return future;
  }

  /** Lets go of everything. */
  release(): void {
    for (const future of this.#futures) future.release();
    for (const reference of this.#references) reference[Symbol.dispose]();
  }
}
