import { TASK_STATES, type TaskState } from "../task.ts";
import { Kind } from "./kind.ts";
import type { Tables } from "./tables.ts";

const ENDS: ReadonlySet<TaskState> = new Set(["cancelled", "forgotten"]);

/** Throws unless what is counted is what there is, as S25 has it. */
export function validateTally({ tasks, tally, workers }: Tables): void {
  const counted = new Map<Kind, Kind>();
  for (const row of tasks.values()) {
    if (row.kind === null) throw new Error(`S25: ${row.key} is not counted.`);
    const kind = counted.get(row.kind) ?? new Kind(row.kind.name);
    kind.count(row.state, 1);
    counted.set(row.kind, kind);
    if (row.actor !== tally.actors.has(row)) throw new Error(`S25: ${row.key} may be an actor.`);
  }
  for (const kind of [...counted.keys(), ...tally.kinds]) {
    for (const state of TASK_STATES) {
      if (ENDS.has(state)) continue;
      const real = counted.get(kind)?.in(state) ?? 0;
      if (kind.in(state) !== real)
        throw new Error(`S25: ${real} of ${kind.name} are ${state}, ${kind.in(state)} counted.`);
    }
  }
  for (const row of tally.actors)
    if (tasks.get(row.key) !== row) throw new Error(`S25: there is no actor ${row.key}.`);
  for (const { name, runs, busy } of workers.values()) {
    const real = [...runs.values()].filter((row) => row.state === "running" && !row.idle).length;
    if (busy !== real) throw new Error(`S7: ${real} tasks of ${name} run, ${busy} counted.`);
  }
}
