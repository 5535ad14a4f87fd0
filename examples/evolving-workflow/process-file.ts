import { getClient, remoteModule } from "troupe";
import type { Finding } from "./items.ts";
import { parseFile } from "./tasks.ts";

const tasks = remoteModule<typeof import("./tasks.ts")>(new URL("./tasks.ts", import.meta.url));

/** Does a whole file: a task that submits a task for each item of the file, and gathers them. */
export async function processFile(path: string): Promise<Finding[]> {
  const client = getClient();
  const items = await parseFile(path);
  return client.gather(client.options({ priority: 1 }).map(tasks.examine, items));
}
