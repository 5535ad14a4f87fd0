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
    drop(this.#session, this.#entry);
  }
}

/** Ends the holds of Future objects that were garbage-collected. */
export const collected = new FinalizationRegistry<Hold>((hold) => hold.end());

const nothing = (): void => {};

/** A wait on entries: holds their keys and gives a task's slot away, until `end`. */
export class Wait {
  readonly #session: Session;
  readonly #entries: readonly Entry[];
  readonly #resume: () => void;
  #over = false;

  constructor(session: Session, entries: readonly Entry[]) {
    this.#session = session;
    this.#entries = entries;
    for (const entry of entries) entry.holds++;
    this.#resume = entries.every(isAtHand) ? nothing : session.surroundings.wait();
  }

  /** `value`, with which it ends. */
  until<T>(value: Promise<T>): Promise<T> {
    return value.then(
      (present) => {
        this.end();
        return present;
      },
      (error: unknown) => {
        this.end();
        throw error;
      },
    );
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#resume();
    for (const entry of this.#entries) drop(this.#session, entry);
  }
}

/** Whether nothing is left to wait for: a result that is elsewhere has to be fetched, and may turn out to be lost. */
function isAtHand({ settled, outcome }: Entry): boolean {
  return settled && outcome?.kind !== "remote";
}

function drop(session: Session, entry: Entry): void {
  entry.holds--;
  if (entry.holds === 0) session.abandon(entry);
}
