import type { TaskEvent } from "../task.ts";
import type { TaskRow } from "./rows.ts";

/** The step that the facts about a row call for, if any. */
export function verdict(row: TaskRow): TaskEvent | undefined {
  if (row.state === "cancelled" || row.state === "forgotten") return undefined;
  if (row.doomed !== null) return "cancel";
  if (row.state === "waiting" && row.failure !== null) return "blame";
  if (!row.wanted) {
    if (row.dependents === null || row.dependents.size === 0) return "forget";
    if (row.state === "released" || row.state === "failed") return undefined;
    // Kept as a description, from which a dependent's lost result could be made again.
    return row.state === "finished" && row.atHand ? undefined : "release";
  }
  if (row.state === "released") return "want";
  if (row.state === "waiting" && row.unmet === 0) return ripe(row);
  if (row.state === "queued" && row.errand) return "assign";
  if (row.state === "finished" && !row.atHand && row.replicas.length === 0) return "lose";
  return undefined;
}

/** What a row does that lacks nothing: a value that was said is there, and a copy needs nobody where its original is at hand. */
function ripe(row: TaskRow): TaskEvent | undefined {
  if (row.inline !== null) return "arrive";
  if (!row.copies) return "ready";
  const [original] = row.dependencies;
  if (original?.inline != null) return "share";
  // One that is lost is about to starve this row.
  return original === undefined || original.replicas.length === 0 ? undefined : "ready";
}
