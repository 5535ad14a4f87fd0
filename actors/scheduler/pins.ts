import { NONE, type TaskRow } from "./rows.ts";

/** What primitives hold, by the number of the pin: nobody's leaving ends it. */
export class Pins {
  readonly #rows = new Map<number, readonly TaskRow[]>();

  get rows(): Iterable<readonly TaskRow[]> {
    return this.#rows.values();
  }

  add(pin: number, rows: readonly TaskRow[]): void {
    for (const row of rows) row.pins++;
    this.#rows.set(pin, rows);
  }

  /** Takes a pin out; returns the rows that it held. */
  take(pin: number): readonly TaskRow[] {
    const rows = this.#rows.get(pin) ?? NONE;
    this.#rows.delete(pin);
    for (const row of rows) row.pins--;
    return rows;
  }
}
