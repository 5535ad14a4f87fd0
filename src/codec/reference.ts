import { ExtData } from "@msgpack/msgpack";
import type { Reference } from "../protocol/code.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { decodeBatch, encodeBatch } from "./batch.ts";
import { Extension } from "./extensions.ts";

/** How many strings each kind of reference consists of, its kind included. */
const sizes: Readonly<Record<Reference[0], number>> = { future: 2, code: 2, actor: 3, primitive: 4 };

function isReference(parts: readonly unknown[]): parts is Reference {
  const [kind] = parts;
  return (
    typeof kind === "string" &&
    Object.entries(sizes).some(([name, size]) => name === kind && size === parts.length) &&
    parts.every((part) => typeof part === "string")
  );
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
