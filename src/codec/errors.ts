import { inspect, types } from "node:util";
import * as own from "../protocol/errors.ts";

/** Classes whose errors come back as themselves, by name; `SuppressedError` is not in every Node.js. */
const classes: ReadonlyMap<string, abstract new (...args: never) => Error> = new Map(
  Object.entries({
    ...{
      Error,
      EvalError,
      RangeError,
      ReferenceError,
      SyntaxError,
      TypeError,
      URIError,
      AggregateError,
      DOMException,
    },
    ...("SuppressedError" in globalThis && { SuppressedError: Reflect.get(globalThis, "SuppressedError") }),
    ...own,
  }),
);

const names: ReadonlyMap<object, string> = new Map(
  [...classes].map(([name, { prototype }]) => [prototype, name]),
);

/** Fields that are not enumerable, by class. */
const hidden: ReadonlyMap<string, readonly string[]> = new Map([
  ["AggregateError", ["cause", "errors"]],
  ["SuppressedError", ["cause", "error", "suppressed"]],
]);

const hiddenFields = (base: string): readonly string[] => hidden.get(base) ?? ["cause"];

/** What an Error is besides its fields; `base` is the nearest class that comes back as itself. */
export interface ErrorHead {
  readonly base: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** Whether a value is an Error, of whatever class or realm; never throws. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || types.isNativeError(value);
  } catch {
    return false;
  }
}

/** A field as a text for people; never throws. */
export function showField(owner: object, field: string): string {
  try {
    return inspect(Reflect.get(owner, field), { depth: 2 });
  } catch {
    return "[cannot be shown]";
  }
}

/** A field, or undefined where it cannot be read; never throws. */
function peek(owner: unknown, field: string): unknown {
  try {
    return Reflect.get(Object(owner), field);
  } catch {
    return undefined;
  }
}

/** The prototypes of an Error, nearest first; none where a proxy does not tell. */
function lineage(error: Error): object[] {
  const found: object[] = [];
  try {
    for (let at = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) found.push(at);
  } catch {
    return [];
  }
  return found;
}

/** The head of an Error; never throws. A class of the user's that sets no name gives its own. */
export function headOf(error: Error): ErrorHead {
  const prototypes = lineage(error);
  const base = names.get(prototypes.find((at) => names.has(at)) ?? Error.prototype) ?? "Error";
  const given = peek(error, "name");
  const ofClass = given === base && peek(peek(prototypes[0], "constructor"), "name");
  const name =
    typeof ofClass === "string" && ofClass !== "" ? ofClass : typeof given === "string" ? given : base;
  const text = peek(error, "message");
  const message = typeof text === "string" ? text : showField(error, "message");
  const stack = peek(error, "stack");
  return { base, name, message, stack: typeof stack === "string" ? stack : `${name}: ${message}` };
}

/** Names of the fields of an Error that travel besides its head. */
export function fieldsOf(error: Error, base: string): string[] {
  const fields = Object.keys(error).filter((key) => key !== "name" && key !== "message" && key !== "stack");
  return [...new Set([...fields, ...hiddenFields(base).filter((key) => Object.hasOwn(error, key))])];
}

/** Makes an Error again; one of a class that is unknown here becomes an `Error` with that name. */
export function reviveError(head: ErrorHead, fields: Iterable<readonly [string, unknown]>): Error {
  const { base, name, message, stack } = head;
  const error: Error =
    base === "DOMException"
      ? new DOMException(message, name)
      : Reflect.construct(Error, [message], classes.get(base) ?? Error);
  error.stack = stack;
  const define = (key: string, value: unknown, enumerable: boolean): unknown =>
    Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
  if (error.name !== name) define("name", name, false);
  const concealed = hiddenFields(base);
  for (const [key, value] of fields) define(key, value, !concealed.includes(key));
  return error;
}
