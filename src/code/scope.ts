import { createRequire } from "node:module";
import type * as eslintScope from "eslint-scope";
import { findMeanings } from "./meanings.ts";
import type { Syntax } from "./syntax.ts";

/** What a source takes from the place where it was written. */
export interface Free {
  /** Variables that it does not declare itself, and which members of each it uses; "" is the variable itself. */
  readonly variables: ReadonlyMap<string, ReadonlySet<string>>;
  /** `this`, `super` and other words that mean something only there. */
  readonly words: ReadonlySet<string>;
}

type Tree = Parameters<typeof eslintScope.analyze>[0];

const require = createRequire(import.meta.url);
let scopeModule: typeof eslintScope | undefined;

/** Finds what a function or class takes from around it; a variable used only under `typeof` does not count. */
export function findFree({ tree, body, surroundings }: Syntax): Free {
  scopeModule ??= require("eslint-scope") as typeof eslintScope;
  const scopes = scopeModule.analyze(tree as unknown as Tree, {
    ecmaVersion: 2024,
    sourceType: "module",
    // A direct eval hides what it uses; without this it would hide what stands in plain sight, too.
    ignoreEval: true,
    childVisitorKeys: { ImportExpression: ["source", "options"] },
  });
  const { words, asked, members } = findMeanings(body);
  const variables = new Map<string, Set<string>>();
  for (const { identifier } of scopes.globalScope?.through ?? []) {
    const { start } = identifier as unknown as { start: number };
    const isInside = start >= body.start && start < body.end;
    if (!isInside || identifier.type !== "Identifier" || asked.has(identifier)) continue;
    const uses = variables.get(identifier.name) ?? new Set();
    variables.set(identifier.name, uses.add(members.get(identifier) ?? ""));
  }
  if (surroundings !== undefined) {
    const around = scopes.acquire(surroundings as unknown as Tree);
    if (around?.set.get("arguments")?.references.length) words.add("arguments");
  }
  return { variables, words };
}
