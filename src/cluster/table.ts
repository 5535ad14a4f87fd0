import { cell, clip, widthOf } from "../client/text/columns.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly head: string;
  /** What it shows of a row: harmless to a terminal. */
  of(row: Row): string;
  /** Numbers stand one below the other. */
  readonly right?: boolean;
  /** Where there is no room for all, columns go in the order of these, the greatest first; one without stays. */
  readonly rank?: number;
}

const GAP = 2;
/** What is left of a text that is cut to make room, in columns. */
const LEAST = 8;

/** Columns side by side, each as wide as its widest cell, with their heads, in so many columns of a terminal. */
export function drawTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  room: number,
): string[] {
  let shown = columns.map((column) => {
    const texts = [column.head, ...rows.map((row) => column.of(row))];
    return { column, texts, width: Math.max(...texts.map(widthOf)) };
  });
  const total = () => shown.reduce((sum, { width }) => sum + width + GAP, -GAP);
  while (total() > room) {
    const ranks = shown.map(({ column }) => column.rank ?? 0);
    const rank = Math.max(...ranks);
    if (rank === 0) break;
    shown = shown.filter((_, i) => ranks[i] !== rank);
  }
  const texts = shown.filter(({ column, width }) => column.right !== true && width > LEAST);
  for (const long of texts.sort((a, b) => b.width - a.width)) {
    long.width = Math.max(LEAST, Math.min(long.width, long.width - (total() - room)));
  }
  return [undefined, ...rows].map((_, line) => {
    const cells = shown.map(({ column, texts, width }) =>
      cell(texts[line] ?? "", width, column.right === true ? "right" : "left"),
    );
    return clip(cells.join(" ".repeat(GAP)).trimEnd(), room);
  });
}
