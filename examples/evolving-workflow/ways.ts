import { asCompleted, type Client, type Future, remoteModule } from "troupe";
import type { Finding, Item } from "./items.ts";
import type { Progress } from "./progress.ts";
import { examine, parseFile } from "./tasks.ts";

const tasks = remoteModule<typeof import("./tasks.ts")>(new URL("./tasks.ts", import.meta.url));
const nested = remoteModule<typeof import("./process-file.ts")>(
  new URL("./process-file.ts", import.meta.url),
);

/** Plain TypeScript: one thing after the other. */
export async function sequentially(files: readonly string[], progress: Progress): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of files) {
    const items = await parseFile(file);
    progress.more(items.length);
    progress.done();
    for (const item of items) {
      findings.push(await examine(item));
      progress.done();
    }
  }
  return findings;
}

/** Takes whatever is completed next, and submits what it leads to on the way. */
export async function byCompletion(
  client: Client,
  files: readonly string[],
  progress: Progress,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const urgent = client.options({ priority: 1 });
  const completed = asCompleted<Future<Item[]> | Future<Finding>>(client.map(tasks.parseFile, files), {
    withResults: true,
  });
  for await (const [, result] of completed) {
    progress.done();
    if (Array.isArray(result)) {
      progress.more(result.length);
      completed.update(urgent.map(tasks.examine, result));
    } else {
      findings.push(result);
    }
  }
  return findings;
}

/** Each file goes its own way: awaits its content, then its items. */
export async function byAwaiting(
  client: Client,
  files: readonly string[],
  progress: Progress,
): Promise<Finding[]> {
  const urgent = client.options({ priority: 1 });
  const examined = async (item: Item) => {
    const finding = await urgent.submit(tasks.examine, item);
    progress.done();
    return finding;
  };
  const processed = async (file: string) => {
    const items = await client.submit(tasks.parseFile, file);
    progress.more(items.length);
    progress.done();
    return Promise.all(items.map(examined));
  };
  return (await Promise.all(files.map(processed))).flat();
}

/** Tasks that submit tasks: the client sees one future a file. */
export async function byNesting(
  client: Client,
  files: readonly string[],
  progress: Progress,
): Promise<Finding[]> {
  const futures = client.map(nested.processFile, files);
  for (const future of futures) future.addDoneCallback(() => progress.done());
  return (await client.gather(futures)).flat();
}
