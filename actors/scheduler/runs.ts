import type { WorkerToScheduler } from "../../src/protocol/messages.ts";
import { expect } from "./assignment.ts";
import { rowsOf } from "./hearsay.ts";
import { UNKNOWN_MS } from "./placement.ts";
import { forsake } from "./replicas.ts";
import { NONE, type TaskRow } from "./rows.ts";
import { disperse } from "./stealing.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";
import type { WorkerRow } from "./worker-row.ts";

/** What a worker says of a run. */
export type RunWord = Extract<
  WorkerToScheduler,
  readonly ["running" | "waiting" | "resumed" | "done" | "failed" | "returned" | "starved", ...unknown[]]
>;

/** A worker says something of the present run of a row. */
export function onRunWord(
  tables: Tables,
  steps: Steps,
  worker: WorkerRow,
  row: TaskRow,
  message: RunWord,
): void {
  switch (message[0]) {
    case "running":
      if (row.state === "assigned") steps.step(row, "start");
      tables.recalled.delete(row);
      expect(row, Math.max(row.expected, UNKNOWN_MS));
      return disperse(tables, worker, row);
    case "waiting":
      worker.rest(row);
      worker.relieved = true;
      if (worker.suspect === row) worker.suspect = null;
      return expect(row, 0);
    case "resumed":
      if (row.actor) return;
      worker.rouse(row);
      if (row.suspicious) worker.suspect ??= row;
      return expect(row, tables.durations.expect(row.codes[0] ?? ""));
    case "done": {
      const [, , , size, ms, inline, futures] = message;
      tables.durations.observe(row.codes[0] ?? "", ms);
      row.kind?.observe(ms);
      row.size = size;
      row.inline = inline;
      if (!row.atHand) {
        row.replicas = [worker];
        worker.keep(row);
      }
      steps.pin(row, row.copies ? (row.dependencies[0]?.inside ?? NONE) : rowsOf(tables, steps, futures));
      return steps.step(row, "finish");
    }
    case "failed": {
      row.failures++;
      const [, key, run, error] = message;
      const again = row.failures <= row.retries ? ", and runs again" : "";
      tables.log({ level: "info", msg: `task ${key} failed${again}`, key, run, worker: worker.name }, error);
      if (row.failures <= row.retries) return steps.step(row, "retry");
      row.failure = ["failed", error];
      return steps.step(row, "fail");
    }
    case "returned":
      return steps.step(row, "return");
    case "starved":
      steps.step(row, "return");
      return forsake(tables, steps, message[3], message[4]);
  }
}
