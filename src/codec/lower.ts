/// <reference lib="es2024.string" />
import { ExtData } from "@msgpack/msgpack";
import type { Reference } from "../protocol/code.ts";
import { SerializationError } from "../protocol/errors.ts";
import { MAX_DEPTH } from "./bounds.ts";
import { fieldsOf, headOf, isError, showField } from "./errors.ts";
import { ENTRIES, ERROR, MAP, NEGATIVE_ZERO, NOT_A_NUMBER, SET, UNDEFINED } from "./extensions.ts";
import { bigint, leafByPrototype, text } from "./leaves.ts";
import { writeReference } from "./reference.ts";
import { Trail } from "./trail.ts";

/** What stands for a function, or for an object that is no data; undefined where nothing does. */
export type ReferenceWriter = (value: object) => Reference | undefined;

export interface LoweringOptions {
  readonly reference?: ReferenceWriter;
  /** Whether a field of an Error that cannot travel becomes a text, in place of a `SerializationError`. */
  readonly lenient?: boolean;
}

/** Elements of one array; a sparse one could claim far more than it has. */
const MAX_LENGTH = 2 ** 26;

/** Whether text comes back unchanged as UTF-8: no lone surrogate, and no byte order mark for a decoder to drop. */
const isPlain = (value: string): boolean => value.charCodeAt(0) !== 0xfeff && value.isWellFormed();

/** Text as MessagePack carries it. */
export const lowerText = (value: string): string | ExtData =>
  isPlain(value) ? value : new ExtData(text.type, text.write(value));

function lowerNumber(value: number): number | ExtData {
  if (Object.is(value, -0)) return NEGATIVE_ZERO;
  return Number.isNaN(value) ? NOT_A_NUMBER : value; // the bits of NaN differ from machine to machine
}

/**
 * Makes of one value a tree of its own of what MessagePack carries, with extensions for the rest. The value is
 * read once, and the encoder never sees it, so that getters and proxies have no second word. For one use each.
 */
export class Lowering {
  readonly #options: LoweringOptions;
  readonly #maxDepth: number;
  readonly #trail: Trail;
  #asking = false;

  /** `root` is what a path begins with, `depth` how many containers may be inside one another. */
  constructor(options: LoweringOptions = {}, root = "value", depth = MAX_DEPTH) {
    this.#options = options;
    this.#maxDepth = depth;
    this.#trail = new Trail(root);
  }

  /** Throws `SerializationError` with the path to what cannot travel, and whatever `reference` throws. */
  lower(value: unknown): unknown {
    try {
      return this.#lower(value);
    } catch (error) {
      if (this.#asking || error instanceof SerializationError) throw error;
      throw this.#refusal("cannot be read: see the cause", error);
    }
  }

  #lower(value: unknown): unknown {
    switch (typeof value) {
      case "string":
        return lowerText(value);
      case "number":
        return lowerNumber(value);
      case "boolean":
        return value;
      case "undefined":
        return UNDEFINED;
      case "bigint":
        return new ExtData(bigint.type, bigint.write(value));
      case "symbol":
        throw this.#refusal("is a symbol, which means nothing elsewhere: send a string");
      case "function":
        return this.#standIn(value, "is a function, and travels only in arguments: send what it returns");
      case "object":
        return value === null ? null : this.#object(value);
    }
  }

  #object(value: object): unknown {
    const prototype: object | null = Object.getPrototypeOf(value);
    if (prototype === Array.prototype && Array.isArray(value)) return this.#array(value);
    if (prototype === Object.prototype || prototype === null) return this.#record(value);
    if (prototype === Map.prototype && value instanceof Map) return this.#map(value);
    if (prototype === Set.prototype && value instanceof Set) return this.#set(value);
    const leaf = leafByPrototype.get(prototype);
    if (leaf !== undefined) {
      if (isShared(value)) throw this.#refusal("is a view of shared memory: send a slice() of it");
      return new ExtData(leaf.type, leaf.write(value));
    }
    if (isError(value)) return this.#error(value);
    return this.#standIn(
      value,
      prototype === Promise.prototype
        ? "is a promise: await it, and send its value"
        : `is an instance of ${className(prototype)}: send a plain object with its data`,
    );
  }

  #array(items: readonly unknown[]): unknown[] {
    const { length } = items;
    if (length > MAX_LENGTH) throw this.#refusal(`has ${length} elements: send a typed array, or parts`);
    this.#enter(items);
    const lowered: unknown[] = new Array(length);
    for (let i = 0; i < length; i++) {
      this.#trail.at(i);
      lowered[i] = this.#lower(items[i]);
    }
    this.#trail.leave();
    return lowered;
  }

  #record(record: object): unknown {
    this.#enter(record);
    this.#refuseSymbols(record);
    const lowered: Record<string, unknown> = {};
    const keys = Object.keys(record);
    for (const key of keys) lowered[key] = this.#field(record, key);
    this.#trail.leave();
    if (keys.every(isPlain)) return lowered;
    return [ENTRIES, ...keys.flatMap((key) => [lowerText(key), lowered[key]])];
  }

  #map(map: ReadonlyMap<unknown, unknown>): unknown[] {
    this.#enter(map);
    const lowered: unknown[] = [MAP];
    let place = 0;
    for (const entry of map) {
      for (const part of entry) {
        this.#trail.at(place++);
        lowered.push(this.#lower(part));
      }
    }
    this.#trail.leave();
    return lowered;
  }

  #set(set: ReadonlySet<unknown>): unknown[] {
    this.#enter(set);
    const lowered: unknown[] = [SET];
    let place = 0;
    for (const member of set) {
      this.#trail.at(place++);
      lowered.push(this.#lower(member));
    }
    this.#trail.leave();
    return lowered;
  }

  #error(error: Error): unknown[] {
    this.#enter(error);
    const { base, name, message, stack } = headOf(error);
    const lowered: unknown[] = [ERROR, base, lowerText(name), lowerText(message), lowerText(stack)];
    for (const key of fieldsOf(error, base)) {
      if (!this.#options.lenient) lowered.push(lowerText(key), this.#field(error, key));
      else if (key !== "__proto__") lowered.push(lowerText(key), this.#anyField(error, key));
    }
    this.#trail.leave();
    return lowered;
  }

  #field(owner: object, key: string): unknown {
    this.#trail.at(key);
    if (key === "__proto__") throw this.#refusal("is a key that no object may have on arrival: rename it");
    return this.#lower(Reflect.get(owner, key));
  }

  #anyField(owner: object, key: string): unknown {
    const { depth } = this.#trail;
    try {
      return this.#field(owner, key);
    } catch {
      this.#trail.leave(depth);
      return lowerText(showField(owner, key));
    }
  }

  #standIn(value: object, refusal: string): ExtData {
    const { reference: writer } = this.#options;
    this.#asking = true;
    const reference = writer?.(value);
    this.#asking = false;
    if (reference === undefined) throw this.#refusal(refusal);
    return writeReference(reference);
  }

  #enter(container: object): void {
    const { depth } = this.#trail;
    const outer = this.#trail.find(container);
    if (outer >= 0) throw this.#refusal(`is ${this.#trail.path(outer)} again, a cycle: send a tree`);
    if (depth >= this.#maxDepth) throw this.#refusal(`is nested deeper than ${MAX_DEPTH}: send it flatter`);
    this.#trail.enter(container);
  }

  #refuseSymbols(record: object): void {
    for (const symbol of Object.getOwnPropertySymbols(record)) {
      if (!Object.prototype.propertyIsEnumerable.call(record, symbol)) continue;
      this.#trail.at(symbol);
      throw this.#refusal("has a symbol as its key: use a string");
    }
  }

  #refusal(what: string, cause?: unknown): SerializationError {
    const path = this.#trail.path();
    return new SerializationError(`${path} ${what}.`, path, cause === undefined ? {} : { cause });
  }
}

const isShared = (value: object): boolean =>
  ArrayBuffer.isView(value) && value.buffer instanceof SharedArrayBuffer;

function className(prototype: object | null): string {
  const name: unknown = prototype?.constructor?.name;
  return typeof name === "string" && name !== "" ? name : "a class without a name";
}
