import type { StepFigures } from "../../src/protocol/overview.ts";
import type { TaskEvent, TaskState } from "../task.ts";
import type { TaskRow } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Transitions that are remembered. */
const LENGTH = 1 << 15;

/** The last transitions of all tasks. It is written at every step, so it makes no objects. */
export class Story {
  readonly #keys: string[] = [];
  readonly #events: TaskEvent[] = [];
  readonly #states: TaskState[] = [];
  readonly #runs: number[] = [];
  readonly #instants: number[] = [];
  readonly #workers: string[] = [];
  readonly #causes: string[] = [];
  #next = 0;

  /** `event` has led `row` to its present state, at that instant, because of what that cause has said or done. */
  tell(row: TaskRow, event: TaskEvent, worker: WorkerRow | null, now: number, cause: string): void {
    const at = this.#next;
    this.#keys[at] = row.key;
    this.#events[at] = event;
    this.#states[at] = row.state;
    this.#runs[at] = row.run;
    this.#instants[at] = now;
    this.#workers[at] = worker === null ? "" : worker.name;
    this.#causes[at] = cause;
    this.#next = (at + 1) % LENGTH;
  }

  /** The last transitions of `key`, oldest first. */
  of(key: string): StepFigures[] {
    const steps: StepFigures[] = [];
    const { length } = this.#keys;
    for (let i = 0; i < length; i++) {
      const at = (this.#next + i) % length;
      if (this.#keys[at] !== key) continue;
      const [event, state] = [this.#events[at] as TaskEvent, this.#states[at] as TaskState];
      const [now = 0, run = 0, cause = ""] = [this.#instants[at], this.#runs[at], this.#causes[at]];
      steps.push([now, event, state, run, this.#workers[at] || null, cause]);
    }
    return steps;
  }

  /** The same for people who look into what went wrong here, a line each. */
  lines(key: string): string[] {
    return this.of(key).map(([, event, state, run]) => `${key} ${event} ${state} ${run}`);
  }
}
