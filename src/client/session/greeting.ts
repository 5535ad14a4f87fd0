import { type Durability, PROTOCOL_VERSION, type ToScheduler } from "../../protocol/messages.ts";
import { deferred } from "../../runtime/deferred.ts";
import type { Roster } from "./roster.ts";

/** The first words between a client and each of the schedulers that it has over time. */
export class Greeting {
  readonly #name: string;
  readonly #roster: Roster;
  readonly #welcome = deferred<void>();
  /** Of the scheduler that it has, or had last. */
  #durability: Durability = "fleeting";

  constructor(name: string, roster: Roster) {
    this.#name = name;
    this.#roster = roster;
  }

  /** Resolves when a scheduler has answered; rejects when none will any more. */
  get welcomed(): Promise<void> {
    return this.#welcome.promise;
  }

  /** What comes before all else: who the client is and, to a scheduler that has begun `anew`, what there was before. */
  words(anew: boolean): ToScheduler {
    if (!anew) return ["client", PROTOCOL_VERSION, this.#name, null, []];
    const workers = this.#roster.workers.map(([, address]) => address);
    return ["client", PROTOCOL_VERSION, this.#name, this.#durability, workers];
  }

  answered(durability: Durability): void {
    this.#durability = durability;
    this.#welcome.resolve();
  }

  close(reason: Error): void {
    this.#welcome.reject(reason);
  }
}
