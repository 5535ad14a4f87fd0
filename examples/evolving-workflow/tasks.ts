import { readFile } from "node:fs/promises";
import { checkCode } from "./code.ts";
import type { Finding, Item } from "./items.ts";
import { followLink } from "./links.ts";
import { itemsOf } from "./markdown.ts";
import { readSection } from "./prose.ts";

/** Reads a Markdown file: its content alone says what more there is to do. */
export async function parseFile(path: string): Promise<Item[]> {
  return itemsOf(path, await readFile(path, "utf8"));
}

/** Does one item of a file. */
export async function examine(item: Item): Promise<Finding> {
  switch (item.kind) {
    case "section":
      return readSection(item.text);
    case "link":
      return followLink(item.file, item.href);
    case "code":
      return checkCode(item.language, item.text);
  }
}
