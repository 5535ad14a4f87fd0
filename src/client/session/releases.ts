import type { ClientToScheduler } from "../../protocol/messages.ts";
import type { Entry } from "./entry.ts";
import { partsOf } from "./parts.ts";

/** Entries that nobody holds any more, until the turn ends: a new hold in the same turn takes one up again. */
export class Releases {
  readonly #letGo: (entry: Entry) => boolean;
  readonly #say: (message: ClientToScheduler) => void;
  /** By the task that let go of them, for each has an end of its own. */
  #waiting = new Map<string | null, Entry[]>();

  /** `letGo` says whether nobody holds an entry still, and the scheduler is to know. */
  constructor(letGo: (entry: Entry) => boolean, say: (message: ClientToScheduler) => void) {
    this.#letGo = letGo;
    this.#say = say;
  }

  add(entry: Entry, parent: string | null): void {
    if (this.#waiting.size === 0) queueMicrotask(() => this.#flush());
    const entries = this.#waiting.get(parent);
    if (entries === undefined) this.#waiting.set(parent, [entry]);
    else entries.push(entry);
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [parent, entries] of waiting) this.#release(entries, parent);
  }

  #release(entries: readonly Entry[], parent: string | null): void {
    const keys: string[] = [];
    const tasks = parent === null ? null : [parent];
    for (const { key, within } of entries.filter(this.#letGo)) {
      // What other tasks of the thread ended with may still be on its way.
      const others = within.filter((task) => task !== parent);
      if (others.length === 0) keys.push(key);
      else this.#say(["release", [key], [...(tasks ?? []), ...others]]);
    }
    if (keys.length > 0) for (const part of partsOf(keys)) this.#say(["release", part, tasks]);
  }
}
