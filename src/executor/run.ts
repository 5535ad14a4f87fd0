import type { Assignment } from "./executor.ts";
import type { Lane } from "./lane.ts";

/** One run as the pool sees it, from its assignment to its end. */
export class Run {
  readonly assignment: Assignment;
  state: "queued" | "posted" | "over" = "queued";
  /** The thread that it was posted to, and its place in the order of that thread. */
  lane: Lane | null = null;
  order = 0;
  /** How long it is expected to take, ms. */
  expected = 0;
  /** It has given its slot away. */
  waiting = false;
  /** When it was first seen to have begun, ms; 0 before. */
  seen = 0;
  /** Ends its thread when it takes its abort too lightly. */
  grace: NodeJS.Timeout | null = null;

  constructor(assignment: Assignment) {
    this.assignment = assignment;
  }
}
