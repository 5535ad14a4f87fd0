import { globalNames, languageGlobals } from "./globals.ts";

/** Reading these warns, and they hold nothing that could be sent. */
const unread = new Set(["globalThis", "global", "localStorage", "sessionStorage"]);

/** Globals that Node defines by a getter, without loading anything when they are read. */
const readable = new Set(["process", "Buffer"]);

function isAtHand(name: string): boolean {
  return readable.has(name) || Object.getOwnPropertyDescriptor(globalThis, name)?.get === undefined;
}

/** Whether there is no source, as with the functions of the language, and with bound ones. */
export function isNative(fn: object): boolean {
  return Function.prototype.toString.call(fn).endsWith("{ [native code] }");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** The properties of a value that are no getters. */
function properties(owner: unknown): [name: string, value: unknown][] {
  if (!isObject(owner) && typeof owner !== "function") return [];
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).map(([name, { value }]) => [name, value]);
}

/** What an object such as `crypto` has from a class of its own. */
function inherited(owner: unknown): [name: string, value: unknown][] {
  const above: unknown = isObject(owner) ? Object.getPrototypeOf(owner) : undefined;
  return above === Object.prototype ? [] : properties(above);
}

/** Maps each function that is a global, a member of one, or on a prototype of the language, to its shortest path. */
function indexBuiltins(roots: readonly string[]): Map<unknown, string> {
  const paths = new Map<unknown, string>();
  const globals = roots.map((root) => [root, Reflect.get(globalThis, root)] as const);
  const add = (root: string, value: unknown, path: string): void => {
    if (typeof value !== "function" || paths.has(value)) return;
    // Much of Node is JavaScript, but in what the language brought that is what the program has put there.
    if (!languageGlobals.has(root) || isNative(value)) paths.set(value, path);
  };
  for (const [root, value] of globals) add(root, value, root);
  for (const [root, value] of globals) {
    for (const [key, member] of [...properties(value), ...inherited(value)])
      add(root, member, `${root}.${key}`);
  }
  for (const [root, value] of globals) {
    if (typeof value !== "function" || !languageGlobals.has(root)) continue;
    for (const [key, member] of properties(value.prototype)) add(root, member, `${root}.prototype.${key}`);
  }
  return paths;
}

/** The index of some of the globals, built when first asked. */
function lazyIndex(choose: (name: string) => boolean): (fn: unknown) => string | undefined {
  let paths: Map<unknown, string> | undefined;
  return (fn) => {
    paths ??= indexBuiltins([...globalNames].filter((name) => !unread.has(name) && choose(name)));
    return paths.get(fn);
  };
}

/** The path of a built-in such as `Math.sqrt`, among the globals that Node has loaded already. */
export const builtinPath = lazyIndex(isAtHand);

/** The path of a built-in such as `AbortSignal.timeout`, among all globals: loads those that Node loads lazily. */
export const lateBuiltinPath = lazyIndex(() => true);

/** The built-in at a path, `undefined` where this version of Node has none. */
export function findBuiltin(path: string): unknown {
  let found: unknown = globalThis;
  for (const name of path.split(".")) {
    if (found === undefined || found === null) return undefined;
    found = Reflect.get(Object(found), name);
  }
  return found;
}
