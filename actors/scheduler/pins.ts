import { NONE, type TaskRow } from "./rows.ts";

interface Pin {
  rows: readonly TaskRow[];
  /** Keys that had no row when it was put in. */
  readonly missing: readonly string[];
}

/** What primitives hold, by the number of the pin: nobody's leaving ends it. */
export class Pins {
  readonly #pins = new Map<number, Pin>();
  /** Pins by the keys that they wait for: who holds or submits those had an earlier scheduler, and is yet to say so. */
  readonly #awaited = new Map<string, Set<number>>();

  get rows(): Iterable<readonly TaskRow[]> {
    return Array.from(this.#pins.values(), ({ rows }) => rows);
  }

  /** Keys that are to be pinned once they have rows. */
  get awaited(): Iterable<string> {
    return this.#awaited.keys();
  }

  add(pin: number, rows: readonly TaskRow[], missing: readonly string[]): void {
    for (const row of rows) row.pins++;
    this.#pins.set(pin, { rows, missing });
    for (const key of missing) {
      const pins = this.#awaited.get(key);
      if (pins === undefined) this.#awaited.set(key, new Set([pin]));
      else pins.add(pin);
    }
  }

  /** A row is new: the pins that waited for its key hold it; that many there are. */
  meet(row: TaskRow): number {
    const pins = this.#awaited.size > 0 ? this.#awaited.get(row.key) : undefined;
    if (pins === undefined) return 0;
    this.#awaited.delete(row.key);
    for (const number of pins) {
      const pin = this.#pins.get(number);
      if (pin === undefined) continue;
      pin.rows = [...pin.rows, row];
      row.pins++;
    }
    return pins.size;
  }

  /** Takes a pin out; returns the rows that it held. */
  take(number: number): readonly TaskRow[] {
    const { rows, missing } = this.#pins.get(number) ?? { rows: NONE, missing: NONE };
    this.#pins.delete(number);
    for (const row of rows) row.pins--;
    for (const key of missing) {
      const pins = this.#awaited.get(key);
      if (pins?.delete(number) === true && pins.size === 0) this.#awaited.delete(key);
    }
    return rows;
  }
}
