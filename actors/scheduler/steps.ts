import type { TaskEvent } from "../task.ts";
import type { ClientRow } from "./client-row.ts";
import type { TaskRow } from "./rows.ts";

/** What may be done with a row: every change of its state goes through the life cycle of `actors/task.ts`. */
export interface Steps {
  /** Takes `event` for `row` now; the rows it concerns wait for `settle`. */
  step(row: TaskRow, event: TaskEvent): void;
  /** Puts `row` up for review, because a fact about it has changed. */
  review(row: TaskRow): void;
  /** Reviews until nothing changes any more. */
  settle(): void;
  /** Ends the hold of a client, where there is one. */
  drop(client: ClientRow, key: string): void;
  /** Lets a result hold the futures inside it, but not itself, which would be for good. */
  pin(row: TaskRow, inside: readonly TaskRow[]): void;
}
