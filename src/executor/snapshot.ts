import { encodeBatch } from "../codec/batch.ts";
import { encodeError } from "../codec/failure.ts";
import type { Payload } from "../protocol/messages.ts";
import type { SnapshotFields, SnapshotPart } from "../protocol/snapshot.ts";

/** A snapshot of any logic of XState's, as far as it means something elsewhere. */
export interface LocalSnapshot {
  readonly status: SnapshotFields[0];
  readonly value?: unknown;
  readonly tags?: Iterable<string>;
  readonly context?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
}

/** Bytes of a value; throws `SerializationError` with a path that begins at `root`. */
export type Encode = (value: unknown, root: string) => Payload;

/** Bytes of a snapshot; never throws: what of it cannot travel is told in its place. */
export function encodeSnapshot(snapshot: LocalSnapshot, encode: Encode): Payload {
  const { status, value, tags = [], error } = snapshot;
  const part = (name: "context" | "output"): SnapshotPart => {
    if (snapshot[name] === undefined) return null;
    try {
      return [true, encode(snapshot[name], `snapshot.${name}`)];
    } catch (refusal) {
      return [false, encodeError(refusal)];
    }
  };
  const fields: SnapshotFields = [
    status,
    value === undefined ? null : encode([value, [...tags]], "snapshot"),
    part("context"),
    part("output"),
    status === "error" ? encodeError(error) : null,
  ];
  return encodeBatch(fields);
}
