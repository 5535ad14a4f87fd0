import type { TaskEvent, TaskState } from "../task.ts";
import type { TaskRow } from "./rows.ts";

/** Transitions that are remembered. */
const LENGTH = 4096;

/** The last transitions of all tasks. It is written at every step, so it makes no objects. */
export class Story {
  readonly #keys: string[] = new Array(LENGTH).fill("");
  readonly #events: TaskEvent[] = new Array(LENGTH);
  readonly #states: TaskState[] = new Array(LENGTH);
  readonly #runs = new Float64Array(LENGTH);
  #next = 0;

  /** `event` has led `row` to its present state. */
  tell(row: TaskRow, event: TaskEvent): void {
    const at = this.#next;
    this.#keys[at] = row.key;
    this.#events[at] = event;
    this.#states[at] = row.state;
    this.#runs[at] = row.run;
    this.#next = (at + 1) % LENGTH;
  }

  /** The last transitions of `key`, oldest first: event, the state it led to, run. */
  of(key: string): string[] {
    const lines: string[] = [];
    for (let i = 0; i < LENGTH; i++) {
      const at = (this.#next + i) % LENGTH;
      if (this.#keys[at] === key)
        lines.push(`${key} ${this.#events[at]} ${this.#states[at]} ${this.#runs[at]}`);
    }
    return lines;
  }
}
