import { ExtData } from "@msgpack/msgpack";
import type { Reference } from "../protocol/code.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { type ErrorHead, reviveError } from "./errors.ts";
import { ERROR_FIELDS, Extension } from "./extensions.ts";
import { readReference } from "./reference.ts";

/** Gives what a reference stands for. */
export type ReferenceReader = (reference: Reference) => unknown;

const malformed = (what: string, cause?: unknown): ProtocolError =>
  new ProtocolError(`Bytes of a message that stand for no value (${what}).`, { cause });

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw malformed("something else in place of a string");
}

/** The members from `start` on in pairs. */
function pairs(members: readonly unknown[], start: number): [unknown, unknown][] {
  if ((members.length - start) % 2 !== 0) throw malformed("a key without a value");
  const found: [unknown, unknown][] = [];
  for (let i = start; i < members.length; i += 2) found.push([members[i], members[i + 1]]);
  return found;
}

function fields(members: readonly unknown[], start: number): [string, unknown][] {
  return pairs(members, start).map(([key, value]) => {
    if (key === "__proto__") throw malformed("a key __proto__");
    return [text(key), value];
  });
}

function error(members: readonly unknown[]): Error {
  const [, base, name, message, stack] = members;
  const head: ErrorHead = { base: text(base), name: text(name), message: text(message), stack: text(stack) };
  return reviveError(head, fields(members, ERROR_FIELDS));
}

/** What an array is whose head is an extension, by that. */
const containers: ReadonlyMap<number, (members: readonly unknown[]) => unknown> = new Map<
  number,
  (members: readonly unknown[]) => unknown
>([
  [Extension.Map, (members) => new Map(pairs(members, 1))],
  [Extension.Set, (members) => new Set(members.slice(1))],
  [Extension.Entries, (members) => Object.fromEntries(fields(members, 1))],
  [Extension.Error, error],
]);

/** Makes values of a tree that `unpack` gave, in place. For one use each. */
export class Raising {
  readonly #reader: ReferenceReader | undefined;
  #asking = false;

  constructor(reader: ReferenceReader | undefined) {
    this.#reader = reader;
  }

  /** Throws `ProtocolError`, and whatever the reader throws. */
  raise(tree: unknown): unknown {
    try {
      return this.#raise(tree);
    } catch (cause) {
      throw this.#asking || cause instanceof ProtocolError ? cause : malformed("see the cause", cause);
    }
  }

  #raise(tree: unknown): unknown {
    if (typeof tree !== "object" || tree === null) return tree;
    if (Array.isArray(tree)) return this.#array(tree);
    if (tree instanceof ExtData) return this.#lone(tree);
    if (Object.getPrototypeOf(tree) === Object.prototype) this.#record(tree as Record<string, unknown>);
    return tree;
  }

  #array(members: unknown[]): unknown {
    const [head] = members;
    const container = head instanceof ExtData ? containers.get(head.type) : undefined;
    for (let i = container === undefined ? 0 : 1; i < members.length; i++)
      members[i] = this.#raise(members[i]);
    return container === undefined ? members : container(members);
  }

  #record(record: Record<string, unknown>): void {
    for (const key of Object.keys(record)) record[key] = this.#raise(record[key]);
  }

  #lone({ type, data }: ExtData): unknown {
    if (type !== Extension.Reference || typeof data === "function")
      throw malformed("a head without its array");
    const reference = readReference(data);
    if (this.#reader === undefined) throw malformed(`a ${reference[0]} where none can be`);
    this.#asking = true;
    const value = this.#reader(reference);
    this.#asking = false;
    return value;
  }
}
