export type Direction = "ascending" | "descending";
/** What rows are sorted by; null is unknown and comes last. */
export type Sortable = string | number | null;

const collator = new Intl.Collator("en", { numeric: true });

/** The rows in order; equal ones keep theirs, and unknown ones are last in both directions. */
export function sorted<Row>(
  rows: readonly Row[],
  by: (row: Row) => Sortable,
  direction: Direction,
): readonly Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  return rows.toSorted((one, other) => {
    const [a, b] = [by(one), by(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * compared(a, b);
  });
}

/** As people sort names: `worker-2` before `worker-10`. */
export function compared(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}
