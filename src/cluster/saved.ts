import type { Plain } from "../../actors/coordination/events.ts";
import { decodeBatch } from "../codec/batch.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Fact } from "../protocol/facts.ts";
import type { GuestsState } from "./guests.ts";
import type { PrimitiveState } from "./primitive.ts";
import type { PrimitivesState } from "./primitives.ts";

/** Changes with what is written. */
const FORMAT = 1;
/** More of a list than this goes into rows of its own, so that each is written in a short time: an item may take 1 MiB. */
const ROW = 16;

/** One message of a snapshot. */
export type Row =
  | readonly [format: number, stamp: number]
  | readonly ["primitive", ...PrimitiveState]
  | readonly ["part", field: number, values: readonly Plain[]] // more of a field of the primitive before
  | readonly ["present", GuestsState[0][number]]
  | readonly ["parted", GuestsState[1][number]]
  | Fact;

/** A snapshot message by message: of primitives, and of what the scheduler has recorded. */
export function* rowsOf(
  [stamp, primitives, [present, parted]]: PrimitivesState,
  facts: readonly Fact[],
): Generator<Row> {
  yield [FORMAT, stamp];
  for (const [kind, name, value, fields] of primitives) {
    yield ["primitive", kind, name, value, fields.map((field) => (isLong(field) ? [] : field))];
    for (const [i, field] of fields.entries()) {
      if (!isLong(field)) continue;
      for (let at = 0; at < field.length; at += ROW) yield ["part", i, field.slice(at, at + ROW)];
    }
  }
  for (const guest of present) yield ["present", guest];
  for (const guest of parted) yield ["parted", guest];
  yield* facts;
}

/** What a snapshot was made of. Throws `ProtocolError` where it is of another format. */
export function readSnapshot(bytes: Uint8Array): readonly [PrimitivesState, readonly Fact[]] {
  const [head, ...rows] = decodeBatch(bytes).map(own) as readonly Row[];
  if (head === undefined || head[0] !== FORMAT) {
    throw new ProtocolError(
      "What is stored of queues, locks and the like was written by another version of troupe. Start the scheduler in that version, or remove the store.",
    );
  }
  const primitives: (readonly [...PrimitiveState])[] = [];
  const present: GuestsState[0][number][] = [];
  const parted: GuestsState[1][number][] = [];
  const facts: Fact[] = [];
  let fields: Plain[][] = [];
  for (const row of rows) {
    if (row[0] === "primitive") {
      const [, kind, name, value, tables] = row;
      fields = tables as Plain[][];
      primitives.push([kind, name, value, fields]);
    } else if (row[0] === "part") fields[row[1]]?.push(...row[2]);
    else if (row[0] === "present") present.push(row[1]);
    else if (row[0] === "parted") parted.push(row[1]);
    else if (typeof row[0] === "string") facts.push(row);
  }
  return [[Number(head[1]), primitives, [present, parted]], facts];
}

function isLong(field: Plain): field is readonly Plain[] {
  return Array.isArray(field) && field.length > ROW;
}

/** Decoded data without a hold on the bytes that it was read from. */
export function own(decoded: unknown): unknown {
  if (decoded instanceof Uint8Array) return decoded.slice();
  return Array.isArray(decoded) ? decoded.map(own) : decoded;
}
