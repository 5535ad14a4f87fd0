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
  /** When it was seen, or taken, to have begun, ms; 0 before. */
  seen = 0;
  /** It is known to run for long. */
  long = false;
  /** Its timeout, where it has one, has not begun yet. */
  unlimited: boolean;
  /** It was told to end, and what it still returns does not count. */
  signalled = false;
  /** Its time was up: it has failed with that. */
  expired = false;
  /** Of its timeout, then of its grace. */
  #timer: NodeJS.Timeout | null = null;

  constructor(assignment: Assignment) {
    this.assignment = assignment;
    this.unlimited = assignment.timeout > 0;
  }

  /** Its timeout begins: calls `expire` when that is over. */
  limit(expire: () => void): void {
    this.unlimited = false;
    if (this.signalled) return;
    this.#timer = setTimeout(() => {
      this.expired = true;
      expire();
    }, this.assignment.timeout).unref();
  }

  /** Tells it to end; where it has not `graceMs` later, its thread is ended. */
  signal(reason: Error, graceMs: number): void {
    this.stop();
    this.signalled = true;
    const { lane } = this;
    this.#timer = setTimeout(() => void lane?.end(), graceMs).unref();
    lane?.abort(this, reason);
  }

  /** Ends its timers. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
