import type { TaskRow } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

/** A worker on its way out. */
export interface Retirement {
  /** Its tasks get to finish. */
  patient: boolean;
  /** A client asked for it, and not the worker itself. */
  asked: boolean;
  /** Results that others were told to get, and who. */
  readonly moves: Map<TaskRow, WorkerRow>;
  /** It has been told that it may go. */
  dismissed: boolean;
}
