import type { Entry, Observer } from "./entry.ts";
import type { Surroundings } from "./surroundings.ts";

/** Who keeps keys as long as somebody holds them. */
export interface Keeper {
  readonly surroundings: Surroundings;
  /** Nobody holds the key any more. */
  abandon(entry: Entry): void;
}

/** One reason to keep a key: a Future object, or a wait that is not over. Ends once. */
export class Hold<K extends Keeper = Keeper> {
  readonly keeper: K;
  readonly entry: Entry;
  #ended = false;

  constructor(keeper: K, entry: Entry) {
    this.keeper = keeper;
    this.entry = entry;
    entry.holds++;
  }

  get ended(): boolean {
    return this.#ended;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    drop(this.keeper, this.entry);
  }
}

/** Ends the holds of Future objects that were garbage-collected. */
export const collected = new FinalizationRegistry<Hold>((hold) => hold.end());

const nothing = (): void => {};

/** A wait on entries: holds their keys and gives a task's slot away, until `end`. */
export class Wait {
  readonly #keeper: Keeper;
  readonly #entries: readonly Entry[];
  readonly #resume: () => void;
  #over = false;

  constructor(keeper: Keeper, entries: readonly Entry[]) {
    this.#keeper = keeper;
    this.#entries = entries;
    for (const entry of entries) entry.holds++;
    this.#resume = entries.every(isAtHand) ? nothing : keeper.surroundings.wait();
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
    for (const entry of this.#entries) drop(this.#keeper, entry);
  }
}

/** Calls `act` when an entry has settled, and then ends what holds its key; the returned function takes both back. */
export function whenSettled(entry: Entry, hold: Hold | Wait, act: () => void): () => void {
  const observer: Observer = {
    settled: () => {
      act();
      hold.end();
    },
  };
  entry.observe(observer);
  return () => {
    entry.ignore(observer);
    hold.end();
  };
}

/** Whether nothing is left to wait for: a result that is elsewhere has to be fetched, and may turn out to be lost. */
function isAtHand({ settled, outcome }: Entry): boolean {
  return settled && outcome?.kind !== "remote";
}

function drop(keeper: Keeper, entry: Entry): void {
  entry.holds--;
  if (entry.holds === 0) keeper.abandon(entry);
}
