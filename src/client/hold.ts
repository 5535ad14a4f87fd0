import type { Entry } from "./entry.ts";
import type { Session } from "./session.ts";

/** One reason to keep a key: a Future object, or a wait that is not over. Ends once. */
export class Hold {
  readonly #session: Session;
  readonly #entry: Entry;
  #ended = false;

  constructor(session: Session, entry: Entry) {
    this.#session = session;
    this.#entry = entry;
    entry.holds++;
  }

  get ended(): boolean {
    return this.#ended;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#entry.holds--;
    if (this.#entry.holds === 0) this.#session.abandon(this.#entry);
  }
}

/** Ends the holds of Future objects that were garbage-collected. */
export const collected = new FinalizationRegistry<Hold>((hold) => hold.end());

/** A wait on entries: holds their keys and gives a task's slot away, until `end`. */
export class Wait {
  readonly #holds: readonly Hold[];
  readonly #resume: () => void;
  #over = false;

  constructor(session: Session, entries: Iterable<Entry>) {
    const open = [...entries].filter((entry) => entry.value === null || !entry.settled);
    this.#holds = open.map((entry) => new Hold(session, entry));
    this.#resume = open.length > 0 ? session.surroundings.wait() : () => {};
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#resume();
    for (const hold of this.#holds) hold.end();
  }
}
