import { ProtocolError } from "../protocol/errors.ts";
import { MAX_DEPTH } from "./bounds.ts";
import { Lowering, type ReferenceWriter } from "./lower.ts";
import { order } from "./order.ts";
import { Raising, type ReferenceReader } from "./raise.ts";
import { pack, packInto, unpack } from "./wire.ts";

/** An argument may be as deep as any value, in the array of arguments. */
const ARGUMENTS_DEPTH = MAX_DEPTH + 1;

export interface EncodeOptions {
  /** What the path in an error begins with; default `value`. */
  readonly root?: string;
  /** Asked for every function and every object that is no data; what it throws goes through. */
  readonly reference?: ReferenceWriter;
}

export interface DecodeOptions {
  /** Asked for every reference; what it throws goes through. Without it a reference is a `ProtocolError`. */
  readonly reference?: ReferenceReader;
}

/**
 * Bytes of a value; more than 512 own their buffer, so that it can be transferred to another thread.
 * Throws `SerializationError` with the path to what cannot travel.
 */
export const encodeValue = (value: unknown, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> =>
  pack(new Lowering(options, options.root).lower(value));

/** The same, in memory that all threads of the process see where there is large content. */
export const encodeShared = (value: unknown, options: EncodeOptions = {}): Uint8Array =>
  packInto(
    new Lowering(options, options.root).lower(value),
    (size) => new Uint8Array(new SharedArrayBuffer(size)),
  );

/** The value that bytes stand for, with memory of its own. Throws nothing but `ProtocolError`. */
export const decodeValue = (bytes: Uint8Array, options: DecodeOptions = {}): unknown =>
  decode(bytes, MAX_DEPTH, options);

/**
 * Bytes of arguments, and canonical ones, to be hashed: the same for equal arguments whatever the order of
 * their object keys, Map entries and Set members. Where there is nothing to order they are one and the same
 * object. Throws like `encodeValue`, with paths that begin at `args`.
 */
export function encodeArguments(
  args: readonly unknown[],
  options: EncodeOptions = {},
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly canonical: Uint8Array<ArrayBuffer> } {
  const tree = new Lowering(options, "args", ARGUMENTS_DEPTH).lower(args);
  const ordered = order(tree);
  const bytes = pack(tree);
  return { bytes, canonical: ordered === tree ? bytes : pack(ordered) };
}

/** The arguments that bytes of `encodeArguments` stand for. Throws like `decodeValue`. */
export function decodeArguments(bytes: Uint8Array, options: DecodeOptions = {}): unknown[] {
  const args = decode(bytes, ARGUMENTS_DEPTH, options);
  if (!Array.isArray(args))
    throw new ProtocolError("Arguments that are no array. Do all processes run the same version?");
  return args;
}

function decode(bytes: Uint8Array, depth: number, options: DecodeOptions): unknown {
  const { tree, raw } = unpack(bytes, depth);
  return raw ? new Raising(options.reference).raise(tree) : tree;
}
