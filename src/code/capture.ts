import type { Code } from "../protocol/code.ts";
import { CaptureError } from "../protocol/errors.ts";
import { builtinPath, isNative, lateBuiltinPath } from "./builtins.ts";
import { globalNames, taskNames } from "./globals.ts";
import { isHelper } from "./helpers.ts";
import { hashOf } from "./identity.ts";
import { type ModuleExport, moduleExport } from "./module.ts";
import { Recent } from "./recent.ts";
import { nameOf, refuseCaptures, refuseNamesake, refuseNative, refuseSyntax } from "./refusal.ts";
import { findFree } from "./scope.ts";
import { isMethod, parseSource, type Syntax } from "./syntax.ts";

/** A function or class as it travels. */
export interface Captured {
  readonly code: Code;
  /** 32 hex digits that depend on what is executed alone: the same in every process. */
  readonly hash: string;
  /** The function's name as a prefix of keys: letters, digits, `_`, `$` and `-`. */
  readonly name: string;
}

/** The name as one token of a subject, `lambda` where there is none. */
function prefix(name: string): string {
  return name.replace(/[^\w$-]+/g, "_").slice(0, 64) || "lambda";
}

function asCaptured(code: Code, name: string): Captured {
  return { code, hash: hashOf(code), name: prefix(name) };
}

function captureExport({ url, exported, content }: ModuleExport): Captured {
  return asCaptured(["module", url, exported, content()], exported);
}

function captureBuiltin(path: string): Captured {
  const name = path.slice(path.lastIndexOf(".") + 1);
  return { code: ["builtin", path], hash: hashOf(["builtin", path]), name };
}

/** Whether a variable is there wherever a source is loaded. */
function isInScope(variable: string): boolean {
  return globalNames.has(variable) || taskNames.has(variable) || isHelper(variable);
}

/** Whether a compiler to CommonJS made the variable of an import: then it uses `import_troupe.getClient`. */
function isImport(variable: string): boolean {
  return /^import_\w+$|_\d+$/.test(variable);
}

function parse(fn: object, name: string): Syntax {
  try {
    return parseSource(Function.prototype.toString.call(fn), name);
  } catch (cause) {
    throw refuseSyntax(fn, cause);
  }
}

/** By name and text: the same function literal is evaluated again and again. */
const sources = new Recent<Captured>(1000);

function captureSource(fn: object): Captured {
  if (isNative(fn)) throw refuseNative(fn);
  const name = nameOf(fn);
  return sources.get(`${name}\0${Function.prototype.toString.call(fn)}`, () => analyse(fn, name));
}

/** Finds what the source of a function needs; throws a `CaptureError` where that cannot be had. */
function analyse(fn: object, name: string): Captured {
  const syntax = parse(fn, name);
  const { variables, words } = findFree(syntax);
  const meansItself = variables.has(name) && !isMethod(syntax);
  if (meansItself && isInScope(name)) throw refuseNamesake(fn);

  const declarations: string[] = [];
  const captured: string[] = [];
  for (const [variable, uses] of variables) {
    if (isInScope(variable)) continue;
    if (meansItself && variable === name) continue;
    const isTaskImport = isImport(variable) && [...uses].every((use) => taskNames.has(use));
    if (isTaskImport) declarations.push(`const ${variable} = { ${[...uses].join(", ")} };`);
    else if (isImport(variable))
      captured.push(...[...uses].map((use) => (use ? `${variable}.${use}` : variable)));
    else captured.push(variable);
  }
  if (captured.length > 0 || words.size > 0) throw refuseCaptures(fn, captured, [...words]);

  if (meansItself) declarations.push(`const ${name} = ${syntax.text}; return ${name};`);
  else if (declarations.length > 0) declarations.push(`return ${syntax.text};`);
  const text = declarations.length > 0 ? `(() => { ${declarations.join(" ")} })()` : syntax.text;
  return asCaptured(["source", name, text], name);
}

function captureFunction(fn: object): Captured {
  const exported = moduleExport(fn);
  if (exported !== undefined) return captureExport(exported);
  const path = builtinPath(fn);
  if (path !== undefined) return captureBuiltin(path);
  try {
    return captureSource(fn);
  } catch (refusal) {
    const latePath = lateBuiltinPath(fn);
    if (latePath !== undefined) return captureBuiltin(latePath);
    throw refusal;
  }
}

const known = new WeakMap<object, Captured>();

/**
 * How a function or class travels: as its source when that stands alone, as the path of a built-in, or
 * as an export of a `remoteModule`. Throws a `CaptureError` that names what stands in the way.
 */
export function captureCode(fn: unknown): Captured {
  if (typeof fn !== "function") {
    throw new CaptureError(
      `A function or class is needed here, and this is ${fn === null ? "null" : typeof fn}.`,
    );
  }
  let captured = known.get(fn);
  if (captured === undefined) {
    captured = captureFunction(fn);
    known.set(fn, captured);
  }
  return captured;
}
