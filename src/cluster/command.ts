import type { PrimitiveKind, Use } from "../protocol/coordination.ts";
import { primitiveKind, use } from "../protocol/coordination-shapes.ts";
import { type Change, changeShapes } from "../protocol/facts.ts";
import { checker, count, duration, list, nullable, text } from "../protocol/fields.ts";

/**
 * What happens to primitives from outside; `from` is the address of a client, `number` one use by it. The same
 * commands in the same order lead to the same state.
 */
export type Command =
  | readonly ["use", from: string, number: number, use: Use, timeout: number | null]
  | readonly ["expired", from: string, number: number, kind: PrimitiveKind, name: string]
  | readonly ["took", from: string, number: number, kind: PrimitiveKind, name: string]
  | readonly ["settled", from: string, below: number, open: readonly number[]] // of those below it waits for these alone
  | readonly ["returned", from: string, number: number, queue: string] // the items that it was given have not reached it
  | readonly ["lapsed", from: string] // silent for too long
  | readonly ["gone", from: string];

/** What the journal is made of: what happens to primitives, and how the scheduler's records change. */
export type Line = Command | Change;

export function isCommand(line: Line): line is Command {
  return !(line[0] in changeShapes);
}

/** Throws a `ProtocolError` for what is none. */
export const checkLine: (decoded: unknown) => Line = checker<Line>({
  ...changeShapes,
  use: [text, count, use, nullable(duration)],
  expired: [text, count, primitiveKind, text],
  took: [text, count, primitiveKind, text],
  settled: [text, count, list(count)],
  returned: [text, count, text],
  lapsed: [text],
  gone: [text],
});
