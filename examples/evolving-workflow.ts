import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { Client } from "troupe";
import { markdownFiles } from "./evolving-workflow/files.ts";
import type { Finding } from "./evolving-workflow/items.ts";
import { Progress } from "./evolving-workflow/progress.ts";
import { describe, type Timing, table } from "./evolving-workflow/report.ts";
import { type Summary, summarize } from "./evolving-workflow/summary.ts";
import { byAwaiting, byCompletion, byNesting, sequentially, warmUp } from "./evolving-workflow/ways.ts";

const LIMIT = 500;
const USAGE = `Usage: npx tsx examples/evolving-workflow.ts [dir]

Checks the prose, local links and code blocks of the Markdown files below dir (default: the installed
packages; the first ${LIMIT} by path) four times: sequentially, then on a local cluster in three ways.
Each way has a cluster of its own; its time begins when the workers have loaded the code, as the
sequential program has when it starts.`;

/** A way to do the work on a cluster. */
type Way = typeof byCompletion;

const ways: readonly (readonly [name: string, way: Way])[] = [
  ["asCompleted, submitting more", byCompletion],
  ["async/await for each file", byAwaiting],
  ["tasks that submit tasks", byNesting],
];

const interrupted = new Promise<never>((_, reject) => {
  process.once("SIGINT", () => reject(new Error("Interrupted.")));
});

async function onCluster(
  name: string,
  way: Way,
  files: readonly string[],
): Promise<readonly [Finding[], Timing]> {
  await using client = await Client.local();
  await warmUp(client, files);
  return await timed(name, files, (progress) => way(client, files, progress));
}

async function timed(
  name: string,
  files: readonly string[],
  work: (progress: Progress) => Promise<Finding[]>,
): Promise<readonly [Finding[], Timing]> {
  const progress = new Progress(name, files.length);
  const start = performance.now();
  try {
    const findings = await Promise.race([work(progress), interrupted]);
    return [findings, [name, performance.now() - start]];
  } finally {
    progress.end();
  }
}

async function compare(files: readonly string[]): Promise<void> {
  const [findings, timing] = await timed("sequential", files, (progress) => sequentially(files, progress));
  const answer: Summary = summarize(findings);
  const timings = [timing];
  for (const [name, way] of ways) {
    const [found, taken] = await onCluster(name, way, files);
    if (!isDeepStrictEqual(summarize(found), answer)) {
      throw new Error(`"${name}" gives another answer than the sequential run.`);
    }
    timings.push(taken);
  }
  console.log(
    `\n${describe(files.length, answer)}\n\nAll four ways give this same answer.\n\n${table(timings)}`,
  );
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" } },
  });
  if (values.help) return console.log(USAGE);
  const [dir = fileURLToPath(new URL("../node_modules", import.meta.url))] = positionals;
  const folder = resolve(dir);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`There is no folder ${folder}.`);
  const files = await markdownFiles(folder, LIMIT);
  if (files.length === 0) throw new Error(`There is no Markdown file below ${folder}.`);
  await compare(files);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
