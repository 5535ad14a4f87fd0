import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { Finding } from "./items.ts";
import { anchorsOf } from "./markdown.ts";

const hashes = new Map<string, Promise<Set<string>>>();

/** Follows a local link to its file, and to its heading if it names one. */
export async function followLink(file: string, href: string): Promise<Finding> {
  const here = pathToFileURL(file).href;
  const broken = !URL.canParse(href, here) || !(await exists(new URL(href, here)));
  return { kind: "link", from: `${file}: ${href}`, broken };
}

async function exists(url: URL): Promise<boolean> {
  if (!existsSync(url)) return false;
  return url.hash === "" || !url.pathname.endsWith(".md") || (await hashesIn(url)).has(url.hash);
}

/** All `#…` that a Markdown file answers to, encoded as URLs have them; each file is read once per thread. */
function hashesIn(url: URL): Promise<Set<string>> {
  const read = async () => {
    const anchors = anchorsOf(await readFile(url, "utf8"));
    return new Set(Array.from(anchors, (anchor) => new URL(`#${anchor}`, url).hash));
  };
  const known = hashes.get(url.pathname) ?? read();
  hashes.set(url.pathname, known);
  return known;
}
