import { execFileSync } from "node:child_process";
import { median } from "./statistics.ts";

/** What one process took at one time, bytes: of memory, and in use after a garbage collection; null where nobody can tell. */
export interface Sample {
  readonly rss: number;
  readonly used: number | null;
}

/** Bytes by which any process may grow: less says nothing. What is resident moves by itself, most of all where Go runs. */
const SLACK = { rss: 8 << 20, used: 4 << 20 } as const;

/** How one figure of a process stood in the second quarter of the time and in the last. */
export interface Trend {
  readonly process: string;
  readonly what: "rss" | "used";
  readonly before: number;
  readonly after: number;
  readonly grows: boolean;
}

/** The trends of a process, from samples at equal distances; it grows where `limit` times as much is taken in the end. */
export function trendsOf(process: string, samples: readonly Sample[], limit: number): Trend[] {
  return (["rss", "used"] as const).flatMap((what) => {
    const figures = samples.flatMap((sample) => sample[what] ?? []);
    const quarter = Math.floor(figures.length / 4);
    if (quarter === 0) return [];
    const before = median(figures.slice(quarter, 2 * quarter));
    const after = median(figures.slice(-quarter));
    return [{ process, what, before, after, grows: after > before * limit && after - before > SLACK[what] }];
  });
}

/** Bytes of memory that each of these processes takes. */
export function residentBytes(pids: readonly number[]): ReadonlyMap<number, number> {
  const table = execFileSync("ps", ["-o", "pid=,rss=", "-p", pids.join(",")], { encoding: "utf8" });
  const rows = table
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  return new Map(rows.map(([pid = 0, kib = 0]) => [pid, kib * 1024]));
}
