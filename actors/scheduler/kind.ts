import type { FunctionFigures } from "../../src/protocol/overview.ts";
import { TASK_STATES, type TaskState } from "../task.ts";

const FINISHED = TASK_STATES.indexOf("finished");
const FAILED = TASK_STATES.indexOf("failed");

/** Tasks whose keys begin alike, counted. */
export class Kind {
  /** What their keys begin with; null where it is not one thing. */
  readonly name: string | null;
  /** Those in each state, by its number; in the last ones, all there have been. */
  readonly #tasks: number[] = TASK_STATES.map(() => 0);
  /** How often one has finished or failed; one that is lost, or tried again, does so again. */
  done = 0;
  failures = 0;
  /** Runs of which it is known how long they took on a thread, and that, ms. */
  #runs = 0;
  #ms = 0;

  constructor(name: string | null) {
    this.name = name;
  }

  /** One of them has gone from a state to another, by their numbers. */
  move(from: number, to: number): void {
    this.#add(from, -1);
    this.#add(to, 1);
    if (to === FINISHED) this.done++;
    else if (to === FAILED) this.failures++;
  }

  /** There is one more, or less, in a state. */
  count(state: TaskState, change: number): void {
    this.#add(TASK_STATES.indexOf(state), change);
  }

  /** A run has taken so long on a thread, ms. */
  observe(ms: number): void {
    this.#runs++;
    this.#ms += ms;
  }

  /** Those in a state. */
  in(state: TaskState): number {
    return this.#tasks[TASK_STATES.indexOf(state)] ?? 0;
  }

  get pending(): number {
    return this.in("waiting") + this.in("queued") + this.in("assigned");
  }

  /** Those that are under way. */
  get due(): number {
    return this.pending + this.in("running");
  }

  /** Those that there are. */
  get present(): number {
    return this.#tasks.reduce((sum, count) => sum + count) - this.in("cancelled") - this.in("forgotten");
  }

  /** How often one has come to an end. */
  get ended(): number {
    return this.done + this.failures + this.in("cancelled");
  }

  get figures(): FunctionFigures {
    const ms = this.#runs === 0 ? 0 : this.#ms / this.#runs;
    const [running, cancelled] = [this.in("running"), this.in("cancelled")];
    return [this.name, this.pending, running, this.done, this.failures, cancelled, ms];
  }

  /** Counts what another has counted as its own. */
  absorb(other: Kind): void {
    for (const [state, count] of other.#tasks.entries()) this.#add(state, count);
    this.done += other.done;
    this.failures += other.failures;
    this.#runs += other.#runs;
    this.#ms += other.#ms;
  }

  #add(state: number, change: number): void {
    this.#tasks[state] = (this.#tasks[state] ?? 0) + change;
  }
}
