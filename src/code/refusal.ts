import { CaptureError } from "../protocol/errors.ts";

/** The name that a function or class goes by, empty where there is none. */
export function nameOf(fn: object): string {
  const name: unknown = Reflect.get(fn, "name");
  return typeof name === "string" ? name : "";
}

const asModule = `remoteModule<typeof import("./tasks.js")>(new URL("./tasks.js", import.meta.url))`;

/** How a message speaks of a function. */
function describe(fn: object): string {
  const name = nameOf(fn);
  if (name !== "") return `"${name}"`;
  const [line = ""] = Function.prototype.toString.call(fn).split("\n", 1);
  return `The function ${line.length > 50 ? `${line.slice(0, 50)}…` : line}`;
}

function isClass(fn: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(fn));
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** A compiler renames a variable that hides another of its name by appending a number. */
function renamed(fn: object, variables: readonly string[]): string {
  const name = nameOf(fn);
  const alike = variables.find((variable) => name !== "" && variable.replace(/\d+$/, "") === name);
  if (alike === undefined || alike === name) return "";
  return ` If ${alike} is ${name} itself, a compiler renamed it because it hides another ${name}: rename one of them.`;
}

/** The source uses variables, or words such as `super`, that exist only where it was written. */
export function refuseCaptures(
  fn: object,
  variables: readonly string[],
  words: readonly string[],
): CaptureError {
  const uses = [
    ...variables,
    ...words.map((word) => (word === "this" ? "this (of an arrow function)" : word)),
  ];
  const name = nameOf(fn) || "fn";
  const passed =
    variables.length > 0 ? variables.map((variable) => variable.replace(/^.*\./, "")) : ["value"];
  const given = [name, ...passed].join(", ");
  const [way, use] = isClass(fn)
    ? [`to its constructor, as in client.actor(${given})`, "take"]
    : [`as an argument, as in client.submit(${given})`, "submit"];
  return new CaptureError(
    `${describe(fn)} cannot be sent: it uses ${list(uses)}, known only where it was written. ` +
      `Pass what it needs ${way}, ` +
      `or export it from a module and ${use} it from ${asModule}.${renamed(fn, variables)}`,
  );
}

/** The source uses the function's own name, which is also in scope where it would run. */
export function refuseNamesake(fn: object): CaptureError {
  const name = nameOf(fn);
  return new CaptureError(
    `${describe(fn)} cannot be sent: it uses ${name}, which can mean itself as well as the ${name} ` +
      `that every worker has. Give the function another name, or export it from a module and submit it ` +
      `from ${asModule}.`,
  );
}

/** There is no source: a native or bound function that no global leads to. */
export function refuseNative(fn: object): CaptureError {
  return new CaptureError(
    `${describe(fn)} cannot be sent: it is native or bound, and has no source. For the method of an object ` +
      `send the object as an argument, as in client.submit((d, path) => d.save(path), data, path), ` +
      `or make the object an actor; else export a function from a module and submit it from ${asModule}.`,
  );
}

/** The source is no strict mode code, or newer than the parser. */
export function refuseSyntax(fn: object, cause: unknown): CaptureError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CaptureError(
    `${describe(fn)} cannot be sent: its source is not strict mode code (${reason}). ` +
      `Export it from a module and submit it from ${asModule}.`,
    { cause },
  );
}
