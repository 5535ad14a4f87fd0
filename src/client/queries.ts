import type { ClientToScheduler } from "../protocol/messages.ts";
import { type Deferred, deferred } from "../runtime/deferred.ts";

/** For each key the names of the workers that hold its result. */
type Names = readonly (readonly string[])[];

interface Query {
  readonly keys: readonly string[];
  readonly answer: Deferred<Names>;
}

/** What a client has asked the scheduler; asked again where that may have been lost. */
export class Queries {
  readonly #say: (message: ClientToScheduler) => void;
  readonly #open = new Map<number, Query>();
  #last = 0;

  constructor(say: (message: ClientToScheduler) => void) {
    this.#say = say;
  }

  /** The names of the workers that hold each of the results. */
  ask(keys: readonly string[]): Promise<Names> {
    const query = ++this.#last;
    const answer = deferred<Names>();
    this.#open.set(query, { keys, answer });
    this.#say(["whoHas", query, keys]);
    return answer.promise;
  }

  answered(query: number, names: Names): void {
    this.#open.get(query)?.answer.resolve(names);
    this.#open.delete(query);
  }

  /** Another scheduler leads. */
  askAgain(): void {
    for (const [query, { keys }] of this.#open) this.#say(["whoHas", query, keys]);
  }

  close(reason: Error): void {
    for (const { answer } of this.#open.values()) answer.reject(reason);
    this.#open.clear();
  }
}
