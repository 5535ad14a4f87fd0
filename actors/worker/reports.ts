import { INLINE_BYTES, type Payload } from "../../src/protocol/messages.ts";
import type { RunRow, Tables } from "./tables.ts";

/** What the executor tells of a run; each ends with exactly one of `done`, `failed` and `returned`. */
export type RunReport =
  | readonly [
      "done",
      key: string,
      run: number,
      result: Payload,
      ms: number,
      futures: readonly string[], // keys of the futures inside the result
    ]
  | readonly ["failed", key: string, run: number, error: Payload]
  | readonly ["returned" | "running" | "waiting" | "resumed", key: string, run: number]
  /** An actor is no more, and why. */
  | readonly ["died", key: string, error: Payload]
  /** A thread is no more, and its client with it. */
  | readonly ["left", client: string];

/** Passes on what is about a present run. */
export function onReport(tables: Tables, report: RunReport): void {
  switch (report[0]) {
    case "done":
      return onDone(tables, report[1], report[2], report[3], report[4], report[5]);
    case "failed":
    case "returned":
      if (end(tables, report[1], report[2]) !== undefined) tables.send(report);
      return;
    case "running":
    case "waiting":
    case "resumed": {
      const row = tables.runs.get(report[1]);
      if (row?.run !== report[2]) return;
      if (report[0] === "running") row.begun = true;
      else row.waiting = report[0] === "waiting";
      return tables.send(report);
    }
    case "died":
      if (tables.kept.delete(report[1])) tables.send(report);
      return;
    case "left":
      return tables.send(report);
  }
}

function onDone(
  tables: Tables,
  key: string,
  run: number,
  result: Payload,
  ms: number,
  futures: readonly string[],
): void {
  const row = end(tables, key, run);
  if (row === undefined) return;
  const { place, life } = row;
  const size = result.byteLength;
  const small = size <= INLINE_BYTES;
  // An actor lives here, whoever has the reference to it.
  if (typeof place !== "string" || !small)
    tables.kept.set(key, { run, size, inline: small ? result.slice() : null, futures, place, life });
  else tables.recent.add([key, run, size, result, futures, null, life]);
  if (!small) tables.effect({ type: "keep", key, bytes: result });
  tables.send(["done", key, run, size, ms, small ? result : null, futures]);
}

/** Takes an ended run off the books; none where it is not the present one. */
function end(tables: Tables, key: string, run: number): RunRow | undefined {
  const row = tables.runs.get(key);
  if (row?.run !== run) {
    tables.stale++;
    return undefined;
  }
  tables.runs.delete(key);
  if (row.life !== null) tables.recent.end(run, row.life);
  return row;
}
