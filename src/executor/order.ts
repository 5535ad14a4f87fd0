import type { Assignment } from "./executor.ts";

/** One run, as it came to the thread. */
export interface Order extends Omit<Assignment, "run" | "timeout"> {
  /** Numbers the runs of the thread. */
  readonly order: number;
  /** The process wants to know when it ended. */
  readonly traced: boolean;
}
