import type { FunctionFigures } from "../../src/protocol/overview.ts";
import type { TaskState } from "../task.ts";

/** Tasks whose keys begin alike, counted. */
export class Kind {
  /** What their keys begin with; null where it is not one thing. */
  readonly name: string | null;
  /** Those in each state; in the last ones, all there have been. */
  readonly tasks: Record<TaskState, number> = {
    released: 0,
    waiting: 0,
    queued: 0,
    assigned: 0,
    running: 0,
    finished: 0,
    failed: 0,
    cancelled: 0,
    forgotten: 0,
  };
  /** How often one has finished or failed; one that is lost, or tried again, does so again. */
  done = 0;
  failures = 0;
  /** Runs of which it is known how long they took on a thread, and that, ms. */
  #runs = 0;
  #ms = 0;

  constructor(name: string | null) {
    this.name = name;
  }

  /** One of them has gone from a state to another. */
  move(from: TaskState, to: TaskState): void {
    this.tasks[from]--;
    this.tasks[to]++;
    if (to === "finished") this.done++;
    else if (to === "failed") this.failures++;
  }

  /** A run has taken so long on a thread, ms. */
  observe(ms: number): void {
    this.#runs++;
    this.#ms += ms;
  }

  get pending(): number {
    const { waiting, queued, assigned } = this.tasks;
    return waiting + queued + assigned;
  }

  /** Those that there are. */
  get present(): number {
    const { released, running, finished, failed } = this.tasks;
    return this.pending + released + running + finished + failed;
  }

  /** How often one has come to an end. */
  get ended(): number {
    return this.done + this.failures + this.tasks.cancelled;
  }

  get figures(): FunctionFigures {
    const { running, cancelled } = this.tasks;
    const ms = this.#runs === 0 ? 0 : this.#ms / this.#runs;
    return [this.name, this.pending, running, this.done, this.failures, cancelled, ms];
  }

  /** Counts what another has counted as its own. */
  absorb(other: Kind): void {
    for (const state of Object.keys(other.tasks) as TaskState[]) this.tasks[state] += other.tasks[state];
    this.done += other.done;
    this.failures += other.failures;
    this.#runs += other.#runs;
    this.#ms += other.#ms;
  }
}
