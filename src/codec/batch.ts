import { ProtocolError } from "../protocol/errors.ts";
import { type Grammar, MAX_DEPTH } from "./bounds.ts";
import { pack, unpack } from "./wire.ts";

const grammar: Grammar = ["scalar", "array", "binary"];

/**
 * Bytes of a batch of messages, which own their buffer. A message is a number, a (well-formed) string,
 * a boolean, null, a `Uint8Array`, or an array of these; `undefined` becomes null. Throws `SerializationError`.
 */
export const encodeBatch = (messages: readonly unknown[]): Uint8Array<ArrayBuffer> => pack(messages);

/**
 * The messages of a batch. Binary fields are views into `bytes`: copy what is kept, or it keeps the whole
 * batch. Throws nothing but `ProtocolError`.
 */
export function decodeBatch(bytes: Uint8Array): unknown[] {
  const { tree } = unpack(bytes, grammar, MAX_DEPTH);
  if (!Array.isArray(tree))
    throw new ProtocolError("A batch that is no array. Do all processes run the same version?");
  return tree;
}
