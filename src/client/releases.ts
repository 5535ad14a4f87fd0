import type { Entry } from "./entry.ts";

/** Entries that nobody holds any more, until the turn ends: a new hold in the same turn takes one up again. */
export class Releases {
  readonly #release: (entries: readonly Entry[], parent: string | null) => void;
  /** By the task that let go of them, for each has an end of its own. */
  #waiting = new Map<string | null, Entry[]>();

  constructor(release: (entries: readonly Entry[], parent: string | null) => void) {
    this.#release = release;
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
}
