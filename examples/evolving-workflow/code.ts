import { ts } from "@ts-morph/common";
import { checkModule } from "./compiler.ts";
import type { Finding } from "./items.ts";
import { unknownWords } from "./spelling.ts";

const scripts = ["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"];
const extensions = new Map([
  ...scripts.map((name) => [name, name] as const),
  ["javascript", "js"],
  ["typescript", "ts"],
]);

/** Checks a block: JSON by its syntax, TypeScript and JavaScript by their types and the words in their names. */
export function checkCode(language: string, text: string): Finding {
  const block = {
    kind: "code",
    language,
    checked: true,
    errors: [],
    unknown: new Map<string, string>(),
  } as const;
  if (language === "json") {
    const { error } = ts.parseConfigFileTextToJson("/block.json", text);
    return { ...block, errors: namesOf(error ? [error] : []) };
  }
  const extension = extensions.get(language);
  if (extension === undefined) return { ...block, checked: false };
  const { source, diagnostics } = checkModule(`/block.${extension}`, text);
  return { ...block, errors: namesOf(diagnostics), unknown: unknownWords(wordsOf(source)) };
}

function namesOf(diagnostics: readonly ts.Diagnostic[]): string[] {
  return [...new Set(diagnostics.map(({ code }) => `TS${code}`))].sort();
}

/** The words in the names of a source, in lower case: `read` and `file` of `readFile`. */
function* wordsOf(node: ts.Node): Generator<string> {
  if (ts.isIdentifier(node)) yield* node.text.split(/(?=[A-Z])|[^A-Za-z]+/).map((word) => word.toLowerCase());
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* wordsOf(child);
}
