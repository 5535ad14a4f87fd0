import type { Fact } from "../../src/protocol/facts.ts";
import { DataRow } from "./data-row.ts";
import { type TaskRow, USUAL } from "./rows.ts";

/** What there is to be recorded of a row: how it is made, its value where that is here, or only that others have it. */
export type RowKind = "task" | "value" | "elsewhere";

export function kindOf(row: TaskRow): RowKind {
  if (row.atHand) return "value";
  return isMade(row) ? "task" : "elsewhere";
}

/** The rows without which what is recorded of this one is of no use. */
export function needsOf(row: TaskRow): readonly TaskRow[] {
  return row.inside.length === 0 ? row.dependencies : [...row.dependencies, ...row.inside];
}

export function factOf(row: TaskRow, kind: RowKind): Fact {
  const { key, codes, args, terms, inline } = row;
  if (kind === "value" && inline !== null) return ["value", key, inline];
  if (kind !== "task" || args === null) return ["elsewhere", key];
  return ["task", key, codes, args, row.dependencies.map(keyOf), terms === USUAL ? null : terms];
}

/** What is said of a row besides: null where there is nothing to say. */
export function insideOf({ key, inside }: TaskRow): Fact | null {
  return inside.length > 0 ? ["inside", key, inside.map(keyOf)] : null;
}

export function keptOf({ key, keepers }: TaskRow): Fact | null {
  return keepers.length > 0 ? ["kept", key, keepers] : null;
}

const keyOf = ({ key }: TaskRow): string => key;

/** Whether it is made by a task, of which all is known. */
function isMade(row: TaskRow): boolean {
  if (row.args === null || (row instanceof DataRow && !row.described)) return false;
  if (row.copies) return row.dependencies.length > 0;
  return row.codes.length > 0 || row.failure?.[0] !== "lost" || row.failure[1] !== row.key;
}
