import { cell, clip, widthOf } from "../text/columns.ts";
import type { FutureStatus } from "./future.ts";

/** Longest bar, and the shortest beside which there is room for more than numbers, in columns. */
const WIDTH = 40;
const LEAST = 12;
/** Columns that a label takes at most. */
const LABEL = 24;

/** How many of some futures have ended, and how. */
export class Tally {
  total = 0;
  done = 0;
  failed = 0;
  cancelled = 0;

  /** One has ended. */
  count(status: FutureStatus): void {
    this.done++;
    if (status === "error" || status === "lost") this.failed++;
    if (status === "cancelled") this.cancelled++;
  }
}

/** How far some futures are, with what they are called; one that stands alone needs no label. */
export interface Progress {
  readonly label: string;
  readonly tally: Tally;
}

/** Lines with a bar each, one below the other, in so many columns; the last one with a note, where there is room. */
export function drawBars(all: readonly Progress[], columns: number, note: string): string[] {
  const label = Math.min(LABEL, Math.max(...all.map((one) => widthOf(one.label))));
  const head = (text: string) => (label === 0 ? "" : `${cell(text, label)} `);
  const rows = all.map((one) => ({
    head: head(one.label),
    share: shareOf(one.tally),
    words: wordsOf(one.tally),
  }));
  const room = rows.map((row) => columns - widthOf(row.head) - row.words.length);
  const last = (room.at(-1) ?? 0) - note.length - 1;
  const isNoted = note !== "" && last >= LEAST;
  const width = Math.max(0, Math.min(WIDTH, ...room, isNoted ? last : WIDTH));
  return rows.map((row, i) => {
    const full = Math.floor(row.share * width);
    const tail = isNoted && i === rows.length - 1 ? ` ${note}` : "";
    return clip(row.head + "█".repeat(full) + "░".repeat(width - full) + row.words + tail, columns);
  });
}

const shareOf = ({ total, done }: Tally): number => (total === 0 ? 1 : done / total);

function wordsOf(tally: Tally): string {
  const { total, done, failed, cancelled } = tally;
  const counts = [
    `${done} of ${total}`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(cancelled === 0 ? [] : [`${cancelled} cancelled`]),
  ];
  return ` ${`${Math.floor(shareOf(tally) * 100)}%`.padStart(4)} (${counts.join(", ")})`;
}
