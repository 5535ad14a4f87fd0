import { Decoder, Encoder, ExtData } from "@msgpack/msgpack";
import { ProtocolError, SerializationError } from "../protocol/errors.ts";
import { checkBounds } from "./bounds.ts";
import { Extension } from "./extensions.ts";
import { leafByType } from "./leaves.ts";

/** Up to this many bytes are kept in shared memory: a buffer each costs far more than what is in it. */
const SMALL = 512;
const SLAB = 1 << 14;
let slab = new Uint8Array(SLAB);
let used = 0;

/** Above this many bytes a coder is not kept, for it would keep its buffer. */
const KEEP = 1 << 20;

/** Content of an extension from which it is copied once, to its place in the result, and not through the coder. */
const LARGE = 1 << 16;

/** Bytes that an extension may have. */
const MOST = 2 ** 32 - 1;

/** Where in the coder's bytes the content of a large extension belongs. */
interface Gap {
  readonly at: number;
  readonly content: Uint8Array;
}

/** Makes memory for a result. */
export type Allocate = (size: number) => Uint8Array<ArrayBufferLike>;

const NO_BYTES = new Uint8Array();

/** Values that are all said by the number of their extension. */
const constants: ReadonlyMap<number, unknown> = new Map<number, unknown>([
  [Extension.Undefined, undefined],
  [Extension.NegativeZero, -0],
  [Extension.NotANumber, Number.NaN],
]);

/** Extensions that decode to an `ExtData`, for `raise.ts` to make something of. */
const raised: ReadonlySet<number> = new Set([
  Extension.Reference,
  Extension.Map,
  Extension.Set,
  Extension.Entries,
  Extension.Error,
]);

let gaps: Gap[] = []; // of the value at hand
let met = false; // an extension of `raised`, in the message at hand

const extensionCodec = {
  tryToEncode(value: unknown): ExtData | null {
    if (!(value instanceof ExtData)) return null;
    const content = value.data;
    if (typeof content === "function" || content.length < LARGE || content.length > MOST) return value;
    return new ExtData(value.type, (at) => {
      gaps.push({ at, content });
      return NO_BYTES;
    });
  },
  decode(data: Uint8Array, type: number): unknown {
    const leaf = leafByType.get(type);
    if (leaf !== undefined) return leaf.read(data);
    if (constants.has(type)) return constants.get(type);
    if (!raised.has(type)) throw new ProtocolError(`There is no extension ${type}.`);
    met = true;
    return new ExtData(type, data);
  },
};

/** Only strings are keys, and the library itself refuses the key `__proto__`. */
function mapKeyConverter(key: unknown): string {
  if (typeof key === "string") return key;
  throw new ProtocolError("A key of an object is no string.");
}

// Depth is bounded before: by lower.ts on the way out, by bounds.ts on the way in.
const newEncoder = () => new Encoder({ extensionCodec, maxDepth: Number.POSITIVE_INFINITY });
const newDecoder = () => new Decoder({ extensionCodec, mapKeyConverter });

let encoder = newEncoder();
let decoder = newDecoder();

/** A copy: a small one in memory that it shares with others, a large one in a buffer of its own. */
function keep(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = bytes;
  if (length > SMALL) return new Uint8Array(bytes);
  if (used + length > slab.length) {
    slab = new Uint8Array(SLAB);
    used = 0;
  }
  const copy = new Uint8Array(slab.buffer, used, length);
  copy.set(bytes);
  used += length;
  return copy;
}

/**
 * Bytes of a tree of what MessagePack carries and `ExtData`; more than 512 of them own their buffer.
 * Throws `SerializationError`.
 */
export function pack(tree: unknown): Uint8Array<ArrayBuffer> {
  return packInto(tree, (size) => new Uint8Array(size)) as Uint8Array<ArrayBuffer>;
}

/** The same in memory that `allocate` makes, where large content is copied to once. */
export function packInto(tree: unknown, allocate: Allocate): Uint8Array {
  try {
    const bytes = encoder.encodeSharedRef(tree);
    if (bytes.length > KEEP) encoder = newEncoder();
    return gaps.length === 0 ? keep(bytes) : fill(bytes, gaps, allocate);
  } catch (cause) {
    encoder = newEncoder();
    throw new SerializationError("A value is too large to be sent as one: split it.", "", { cause });
  } finally {
    if (gaps.length > 0) gaps = [];
  }
}

/** Puts content into its gaps: before each there are the four bytes of its length, zero until now, and its type. */
function fill(bytes: Uint8Array, places: readonly Gap[], allocate: Allocate): Uint8Array {
  const size = places.reduce((sum, { content }) => sum + content.length, bytes.length);
  const whole = allocate(size);
  const view = new DataView(whole.buffer, whole.byteOffset);
  let from = 0;
  let to = 0;
  for (const { at, content } of places) {
    whole.set(bytes.subarray(from, at), to);
    to += at - from;
    view.setUint32(to - 5, content.length);
    whole.set(content, to);
    to += content.length;
    from = at;
  }
  whole.set(bytes.subarray(from), to);
  return whole;
}

/** The tree that `bytes` hold, and whether it holds `ExtData` still. Throws nothing but `ProtocolError`. */
export function unpack(bytes: Uint8Array, depth: number): { tree: unknown; raw: boolean } {
  checkBounds(bytes, depth);
  met = false;
  try {
    return { tree: decoder.decode(bytes), raw: met };
  } catch (cause) {
    throw cause instanceof ProtocolError
      ? cause
      : new ProtocolError("Bytes of a message that stand for no value.", { cause });
  } finally {
    if (bytes.length > KEEP) decoder = newDecoder();
  }
}
