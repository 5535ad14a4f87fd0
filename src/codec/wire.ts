import { Decoder, Encoder, ExtData } from "@msgpack/msgpack";
import { ProtocolError, SerializationError } from "../protocol/errors.ts";
import { checkBounds, type Grammar } from "./bounds.ts";
import { Extension } from "./extensions.ts";
import { leafByType } from "./leaves.ts";

/** Up to this many bytes are kept in shared memory: a buffer each costs far more than what is in it. */
const SMALL = 512;
const SLAB = 1 << 14;
let slab = new Uint8Array(SLAB);
let used = 0;

/** Above this many bytes a coder is not kept, for it would keep its buffer. */
const KEEP = 1 << 20;

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

let met = false; // an extension of `raised`, in the message at hand

const extensionCodec = {
  tryToEncode: (value: unknown): ExtData | null => (value instanceof ExtData ? value : null),
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
  try {
    const bytes = keep(encoder.encodeSharedRef(tree));
    if (bytes.length > KEEP) encoder = newEncoder();
    return bytes;
  } catch (cause) {
    encoder = newEncoder();
    throw new SerializationError("A value is too large to be sent as one: split it.", "", { cause });
  }
}

/** The tree that `bytes` hold, and whether it holds `ExtData` still. Throws nothing but `ProtocolError`. */
export function unpack(bytes: Uint8Array, grammar: Grammar, depth: number): { tree: unknown; raw: boolean } {
  checkBounds(bytes, grammar, depth);
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
