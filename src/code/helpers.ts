import { createRequire } from "node:module";
import type * as tslib from "tslib";
import * as asynchronous from "./helpers/async.ts";
import { __yieldStar } from "./helpers/async.ts";
import * as classes from "./helpers/class.ts";
import * as decorators from "./helpers/decorator.ts";
import * as disposal from "./helpers/disposal.ts";
import * as objects from "./helpers/object.ts";

/** Functions that esbuild, and so tsx, calls from compiled code; some share a name with TypeScript's. */
const ofEsbuild: Readonly<Record<string, unknown>> = {
  ...objects,
  ...asynchronous,
  ...classes,
  ...decorators,
  ...disposal,
  // TypeScript's, which would not know what the others mark as awaited.
  __asyncDelegator: __yieldStar,
};

const require = createRequire(import.meta.url);
let ofTypeScript: typeof tslib | undefined;

/** What a compiler calls by that name, be it numbered because the name was taken, as in `__name2`. */
function findHelper(variable: string): unknown {
  const name = variable.replace(/\d+$/, "");
  if (Object.hasOwn(ofEsbuild, name)) return ofEsbuild[name];
  if (!name.startsWith("__") && name !== "tslib_") return undefined;
  ofTypeScript ??= require("tslib") as typeof tslib;
  if (name === "tslib_") return ofTypeScript;
  const helper: unknown = Reflect.get(ofTypeScript, name);
  return typeof helper === "function" && Object.hasOwn(ofTypeScript, name) ? helper : undefined;
}

/** Whether a variable is a helper that esbuild, tsx or TypeScript insert. */
export function isHelper(variable: string): boolean {
  return findHelper(variable) !== undefined;
}

/** The helpers that a source mentions, by the names it uses. */
export function helpersIn(text: string): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [variable] of text.matchAll(/\b(__[A-Za-z]+|tslib_)\d*\b/g)) {
    const helper = findHelper(variable);
    if (helper !== undefined) found[variable] = helper;
  }
  return found;
}
