import { type ParserPlugin, parse } from "@babel/parser";
import type { Finding } from "./items.ts";
import { unknownWords } from "./spelling.ts";

/** What Babel must know to read a language. */
const plugins = new Map<string, ParserPlugin[]>([
  ...["js", "javascript", "mjs", "cjs", "jsx"].map((name): [string, ParserPlugin[]] => [name, ["jsx"]]),
  ...["ts", "typescript", "mts", "cts"].map((name): [string, ParserPlugin[]] => [name, ["typescript"]]),
  ["tsx", ["jsx", "typescript"]],
]);

/** What Babel gives for a name, a comment, a string or a keyword. */
interface Token {
  readonly type: { readonly keyword?: string };
  readonly value?: unknown;
}

/** What came of a parse: the kinds of errors, and the words that a reader meets. */
interface Reading {
  readonly errors: readonly string[];
  readonly words: Iterable<string>;
}

/** Checks the syntax of a code block where it is known here, and the spelling of its names, comments and strings. */
export function checkCode(language: string, text: string): Finding {
  const { checked, errors, words } = readingOf(language, text);
  return {
    kind: "code",
    language,
    checked,
    errors: [...new Set(errors)].sort(),
    unknown: unknownWords(words),
  };
}

function readingOf(language: string, text: string): Reading & { readonly checked: boolean } {
  const needed = plugins.get(language);
  if (needed !== undefined) return { checked: true, ...attempt(text, () => readScript(text, needed)) };
  if (language === "json") return { checked: true, ...attempt(text, readJson) };
  return { checked: false, errors: [], words: wordsOf(text) };
}

function readJson(text: string): Reading {
  return { errors: [], words: wordsOf(JSON.stringify(JSON.parse(text))) };
}

function readScript(text: string, needed: ParserPlugin[]): Reading {
  const file = parse(text, {
    sourceType: "unambiguous",
    plugins: needed,
    errorRecovery: true,
    tokens: true,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
  });
  const words = (file.tokens ?? []).flatMap(({ type, value }: Token) =>
    typeof value === "string" && type.keyword === undefined ? wordsOf(value) : [],
  );
  return { errors: file.errors?.map(({ reasonCode }) => reasonCode) ?? [], words };
}

/** What cannot be read any further has one error, and is words all the same. */
function attempt(text: string, read: (text: string) => Reading): Reading {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { errors: ["reasonCode" in error ? String(error.reasonCode) : "NotJson"], words: wordsOf(text) };
  }
}

/** `read` and `file` of `readFile`. */
function wordsOf(text: string): string[] {
  return text.split(/(?=[A-Z])|[^A-Za-z]+/).map((word) => word.toLowerCase());
}
