import type { Ranking, Summary } from "./summary.ts";

/** A way to do the work, and how long it took in ms. */
export type Timing = readonly [way: string, ms: number];

/** What was found, as lines of text. */
export function describe(files: number, summary: Summary): string {
  return [
    `files      ${files}`,
    `sections   ${summary.sections}: ${summary.words} words, reading grade ${summary.grade.toFixed(1)}`,
    `links      ${summary.links} local, ${summary.broken.length} of them broken`,
    `code       ${summary.blocks} blocks: ${summary.checked} checked, ${summary.faulty} of them with errors`,
    `languages  ${top(summary.languages)}`,
    `errors     ${top(summary.errors)}`,
    `unknown    ${top(summary.unknown)}`,
    ...summary.broken.slice(0, 3).map((from) => `broken     ${from}`),
  ].join("\n");
}

/** The times as a table; ratios are to the first. */
export function table(timings: readonly Timing[]): string {
  const [, base] = timings[0] ?? ["", 0];
  const rows = timings.map(([way, ms]) => [
    way,
    `${(ms / 1000).toFixed(1)} s`,
    `${(base / ms).toFixed(2)} x`,
  ]);
  return [["way", "wall time", "speed"], ...rows]
    .map(([way = "", time = "", ratio = ""]) => way.padEnd(32) + time.padStart(10) + ratio.padStart(10))
    .join("\n");
}

function top(ranking: Ranking): string {
  return ranking
    .slice(0, 6)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
