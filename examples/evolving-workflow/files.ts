import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** The first `limit` Markdown files below a folder, in the order of their paths; links are not followed. */
export async function markdownFiles(folder: string, limit: number): Promise<string[]> {
  const files: string[] = [];
  for await (const path of walk(folder)) {
    if (files.push(path) === limit) break;
  }
  return files;
}

async function* walk(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort(byName)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith(".")) yield* walk(path);
    else if (entry.isFile() && entry.name.endsWith(".md")) yield path;
  }
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}
