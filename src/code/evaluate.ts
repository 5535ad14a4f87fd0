import { Module } from "node:module";
import { join } from "node:path";

/** Where the programs that were evaluated in a thread are found by who inspects it, by the names of their files. */
const SOURCES: unique symbol = Symbol.for("troupe.sources") as never;
const realm = globalThis as { [SOURCES]?: Map<string, string> };
realm[SOURCES] ??= new Map();
const sources = realm[SOURCES];

type Evaluate = (text: string) => unknown;

let evaluateHere: Evaluate | undefined;

/**
 * Makes an `eval` whose code sees nothing but globals, and whose `import()` resolves from the working
 * directory. It inherits that from the module that calls it; Node's own way, an option of `node:vm`,
 * still prints a warning that it is experimental.
 */
function anchor(): Evaluate {
  const file = join(process.cwd(), "troupe");
  const module = new Module(file) as Module & { _compile(text: string, file: string): void };
  module._compile("module.exports = (text) => (0, eval)(text)", file);
  return module.exports as Evaluate;
}

/**
 * Makes the function or class of that name from an expression, in strict mode, with some values in scope.
 * Stacks call the source `file`, and count its lines from 1.
 */
export function evaluate(
  text: string,
  name: string,
  file: string,
  scope: Readonly<Record<string, unknown>>,
): unknown {
  evaluateHere ??= anchor();
  const key = JSON.stringify(name);
  const program = `"use strict"; (function (${Object.keys(scope)}) { return { [${key}]: (${text}\n) }[${key}]; })`;
  sources.set(file, program);
  const make = evaluateHere(`${program}\n//# sourceURL=${file}`) as (...values: unknown[]) => object;
  const made = make(...Object.values(scope));
  // A compiler may have given the source another name than the function goes by.
  if (name !== "" && Reflect.get(made, "name") !== name) {
    Object.defineProperty(made, "name", { value: name, configurable: true });
  }
  return made;
}
