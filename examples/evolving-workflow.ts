import { statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { Client, LocalCluster } from "troupe";
import { markdownFiles } from "./evolving-workflow/files.ts";
import type { Finding } from "./evolving-workflow/items.ts";
import { Progress } from "./evolving-workflow/progress.ts";
import { describe, type Timing, table } from "./evolving-workflow/report.ts";
import { type Summary, summarize } from "./evolving-workflow/summary.ts";
import { byAwaiting, byCompletion, byNesting, sequentially } from "./evolving-workflow/ways.ts";

const LIMIT = 500;
const WARM_UP = 5;
const USAGE = `Usage: npx tsx examples/evolving-workflow.ts [dir]

Checks the prose, local links and code blocks of the Markdown files below dir (default: the installed
packages; the first ${LIMIT} by path) four times: sequentially, then on a local cluster in three ways.
Both the sequential program and the cluster do every ${WARM_UP}th file once before, which is not timed:
then their code is loaded and compiled, as in a program or cluster that has run for some time.`;

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

/** Does the work once, with a progress bar: what was found, and how long it took. */
async function timed(
  name: string,
  files: readonly string[],
  work: (files: readonly string[], progress: Progress) => Promise<Finding[]>,
): Promise<readonly [Summary, Timing]> {
  const progress = new Progress(name, files.length);
  const start = performance.now();
  try {
    const findings = await Promise.race([work(files, progress), interrupted]);
    return [summarize(findings), [name, performance.now() - start]];
  } finally {
    progress.end();
  }
}

async function compare(files: readonly string[]): Promise<void> {
  const some = files.filter((_, index) => index % WARM_UP === 0);
  await timed("warming up", some, sequentially);
  const [answer, timing] = await timed("sequential", files, sequentially);
  const timings = [timing];

  await using cluster = await LocalCluster.start();
  // A client that has closed leaves no results behind that the next one could find.
  const onCluster = async (name: string, files: readonly string[], way: Way) => {
    await using client = await Client.connect(cluster);
    return await timed(name, files, (files, progress) => way(client, files, progress));
  };
  await onCluster("warming up the cluster", some, byCompletion);
  for (const [name, way] of ways) {
    const [found, taken] = await onCluster(name, files, way);
    if (!isDeepStrictEqual(found, answer)) {
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
