import type { TaskRow } from "./rows.ts";

/** Rows by names that people gave them; each name is a pin on its row, so nobody's leaving ends it. */
export class Names {
  readonly #rows = new Map<string, TaskRow>();

  get names(): string[] {
    return [...this.#rows.keys()];
  }

  get entries(): Iterable<readonly [name: string, row: TaskRow]> {
    return this.#rows;
  }

  find(name: string): TaskRow | undefined {
    return this.#rows.get(name);
  }

  /** Gives the name to `row`; returns the one that had it. */
  give(name: string, row: TaskRow): TaskRow | undefined {
    const before = this.take(name);
    row.pins++;
    this.#rows.set(name, row);
    return before;
  }

  /** Frees the name; returns the row that had it. */
  take(name: string): TaskRow | undefined {
    const row = this.#rows.get(name);
    if (row !== undefined) row.pins--;
    this.#rows.delete(name);
    return row;
  }

  /** The row is no more: nor are its names, which are returned. */
  forget(row: TaskRow): string[] {
    const names = [...this.#rows].filter(([, known]) => known === row).map(([name]) => name);
    for (const name of names) this.#rows.delete(name);
    return names;
  }
}
