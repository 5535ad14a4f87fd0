import { ProtocolError } from "../protocol/errors.ts";
import { BatchReader } from "./batch-reader.ts";
import { BatchWriter } from "./batch-writer.ts";

/** The writer of the last batch; one that failed half-way is not used again. */
let spare: BatchWriter | undefined;

/**
 * Bytes of a batch of messages, which own their buffer. A message is a number, a (well-formed) string,
 * a boolean, null, a `Uint8Array`, or an array of these; `undefined` becomes null. Throws `SerializationError`.
 */
export function encodeBatch(messages: Iterable<unknown>): Uint8Array<ArrayBuffer> {
  const writer = spare ?? new BatchWriter();
  spare = undefined;
  for (const message of messages) writer.add(message);
  const bytes = writer.take();
  spare = writer;
  return bytes;
}

/**
 * The messages of a batch. Binary fields are views into `bytes`: copy what is kept, or it keeps the whole
 * batch. Throws nothing but `ProtocolError`.
 */
export function decodeBatch(bytes: Uint8Array): unknown[] {
  const messages = new BatchReader(bytes).readAll();
  if (!Array.isArray(messages))
    throw new ProtocolError("A batch that is no array. Do all processes run the same version?");
  return messages;
}
