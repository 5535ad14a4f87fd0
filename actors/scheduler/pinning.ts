import { rowsOf } from "./hearsay.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** A primitive holds something with these keys inside, under a number. */
export function pin(tables: Tables, steps: Steps, number: number, keys: readonly string[]): void {
  const rows = rowsOf(tables, steps, keys);
  const missing = keys.filter((key) => !tables.tasks.has(key));
  tables.pins.add(number, rows, missing);
  for (const row of rows) {
    tables.records?.use(row);
    steps.review(row);
  }
}

/** It does not any more. */
export function unpin(tables: Tables, steps: Steps, number: number): void {
  for (const row of tables.pins.take(number)) {
    tables.records?.leave(row);
    steps.review(row);
  }
}

/** What primitives hold is wanted, whether a client speaks of it or not. */
export function seekPinned(tables: Tables, steps: Steps): void {
  rowsOf(tables, steps, [...tables.pins.awaited]);
}
