import { ExtData } from "@msgpack/msgpack";
import type { Reference } from "../protocol/code.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { decodeBatch, encodeBatch } from "./batch.ts";
import { Extension } from "./extensions.ts";

type Check = (part: unknown) => boolean;

const text: Check = (part) => typeof part === "string";
const form: Check = (part) => part === "object" || part === "machine";
const duration: Check = (part) => typeof part === "number" && part >= 0 && part < Number.POSITIVE_INFINITY;

/** What each kind of reference consists of after its kind. */
const shapes: Readonly<Record<Reference[0], readonly Check[]>> = {
  future: [text],
  code: [text],
  actor: [text, text, form, text, duration],
  primitive: [text, text, text],
};

function isReference(parts: readonly unknown[]): parts is Reference {
  const [kind, ...rest] = parts;
  if (typeof kind !== "string" || !Object.hasOwn(shapes, kind)) return false;
  const checks = shapes[kind as Reference[0]];
  return checks.length === rest.length && checks.every((check, i) => check(rest[i]));
}

/** A reference as the extension that is reserved for it, so that no string is ever taken for one. */
export const writeReference = (reference: Reference): ExtData =>
  new ExtData(Extension.Reference, encodeBatch(reference));

/** The reference that the content of its extension says. Throws `ProtocolError`. */
export function readReference(bytes: Uint8Array): Reference {
  const parts = decodeBatch(bytes);
  if (!isReference(parts))
    throw new ProtocolError("A reference of no known kind. Do all processes run the same version?");
  return parts;
}
