import type { TaskEvent } from "../task.ts";
import type { TaskRow } from "./rows.ts";

/** An event met a row in a state that has no answer to it: a fault of the scheduler itself. */
export class ImpossibleTransition extends Error {
  constructor(row: TaskRow, event: TaskEvent, story: readonly string[]) {
    super(`Task ${row.key} cannot "${event}" while ${row.state}.\n${story.join("\n")}`);
    this.name = "ImpossibleTransition";
  }
}
