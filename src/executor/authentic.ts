import { contentHash } from "../code/hash.ts";
import { hashOf } from "../code/identity.ts";
import { decodeBatch } from "../codec/batch.ts";
import type { Code } from "../protocol/code.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { text } from "../protocol/fields.ts";
import type { Message } from "../protocol/message.ts";

/** Fields of a piece of code, by its kind. */
const FIELDS: ReadonlyMap<unknown, number> = new Map<Code[0], number>([
  ["source", 3],
  ["builtin", 2],
  ["module", 4],
]);

/** The message itself; throws `ProtocolError` for code or a file that is not what its hash says, which others go by. */
export function authentic<M extends Message>(message: M): M {
  const known = message[0] === "code" || message[0] === "upload";
  if (known && !isAuthentic(message)) throw new ProtocolError("Code that is not what its hash says.");
  return message;
}

function isAuthentic(message: Extract<Message, readonly ["code" | "upload", ...unknown[]]>): boolean {
  if (message[0] === "upload") return contentHash(message[2][3]) === message[2][0];
  const [code, ...rest] = decodeBatch(message[2]);
  return rest.length === 0 && isCode(code) && hashOf(code) === message[1];
}

function isCode(code: unknown): code is Code {
  return Array.isArray(code) && code.every(text) && FIELDS.get(code[0]) === code.length;
}
