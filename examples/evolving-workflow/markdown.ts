import GithubSlugger from "github-slugger";
import { type MarkedToken, marked, Parser } from "marked";
import type { Item } from "./items.ts";

/** The sections (of two levels), local links and code blocks of a Markdown text; `file` is its path. */
export function itemsOf(file: string, markdown: string): Item[] {
  const items: Item[] = [];
  let prose: string[] = [];
  const endSection = () => {
    if (prose.length > 0) items.push({ kind: "section", text: prose.join(" ") });
    prose = [];
  };
  for (const token of tokensOf(markdown)) {
    if (token.type === "heading" && token.depth <= 2) endSection();
    if (token.type === "text" && token.tokens === undefined) prose.push(token.text);
    if ((token.type === "link" || token.type === "image") && !leadsAway(token.href)) {
      items.push({ kind: "link", file, href: token.href });
    }
    if (token.type === "code") {
      items.push({ kind: "code", language: languageOf(token.lang), text: token.text });
    }
  }
  endSection();
  return items;
}

/** The fragments by which links can point into a Markdown text: its headings, and ids in its HTML. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const slugger = new GithubSlugger();
  const parser = new Parser();
  for (const token of tokensOf(markdown)) {
    if (token.type === "heading") {
      anchors.add(slugger.slug(parser.parseInline(token.tokens, parser.textRenderer)));
    }
    if (token.type === "html") {
      for (const [, id = ""] of token.raw.matchAll(/\b(?:id|name)="([^"]+)"/g)) anchors.add(id);
    }
  }
  return anchors;
}

function tokensOf(markdown: string): MarkedToken[] {
  const tokens: MarkedToken[] = [];
  // marked makes no other tokens than its own as long as nobody extends it.
  void marked.walkTokens(marked.lexer(markdown), (token) => void tokens.push(token as MarkedToken));
  return tokens;
}

/** Whether a link has a scheme or a host of its own, and so leads out of the file system. */
function leadsAway(href: string): boolean {
  return URL.canParse(href) || href.startsWith("//");
}

/** The first word after the fence, in lower case: `js` of "```js {1,3}". */
function languageOf(info = ""): string {
  return info.toLowerCase().match(/^[\w+#-]+/)?.[0] ?? "none";
}
