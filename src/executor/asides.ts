import { encodeError } from "../codec/failure.ts";
import { CancelledError } from "../protocol/errors.ts";
import type { Assignment, ExecutorListener } from "./executor.ts";
import type { Lane, LaneListener } from "./lane.ts";
import { Run } from "./run.ts";
import { endedThread, unstarted } from "./run-errors.ts";

/** What they need of their pool. */
interface AsidesOptions {
  /** Starts a thread. */
  start(listener: LaneListener): Lane;
  readonly listener: ExecutorListener;
  /** Name of the worker, and heap of one thread, MB. */
  readonly worker: string;
  readonly memoryLimitMb: number;
}

/** Runs that wait for no slot: each gets a thread of its own, which ends with it. */
export class Asides {
  readonly #options: AsidesOptions;
  readonly #listener: ExecutorListener;
  readonly #lanes = new Map<Run, Lane>();
  #closed = false;

  constructor(options: AsidesOptions) {
    this.#options = options;
    this.#listener = options.listener;
  }

  execute(assignment: Assignment): void {
    const run = new Run(assignment);
    const { key, run: number } = assignment;
    const { worker, memoryLimitMb } = this.#options;
    const over = (): boolean => {
      if (run.state === "over" || this.#closed) return false;
      run.state = "over";
      run.stop();
      return true;
    };
    const lane = this.#options.start({
      ready: () => {
        lane.post(run);
        lane.flush();
      },
      waiting: () => {},
      resumed: () => {},
      ended: (_run, ending, payload) => {
        if (!over()) return;
        if (run.signalled) this.#listener.returned(key, number);
        else if (ending[0] === "done") this.#listener.done(key, number, payload, ending[3], ending[5]);
        else this.#listener.failed(key, number, payload);
        void lane.end();
      },
      exited: (_lane, _runs, failure) => {
        this.#lanes.delete(run);
        if (!this.#closed) this.#listener.left(lane.client);
        if (!over()) return;
        if (run.signalled) return this.#listener.returned(key, number);
        const error = lane.started
          ? endedThread(key, failure, memoryLimitMb)
          : unstarted(key, failure, worker);
        this.#listener.failed(key, number, encodeError(error));
      },
    });
    this.#lanes.set(run, lane);
  }

  /** Signals a run, and ends its thread when it has not ended in time; at once when it has not begun. */
  abort(number: number, graceMs: number): void {
    for (const [run, lane] of this.#lanes) {
      if (run.assignment.run !== number || run.signalled) continue;
      const { key } = run.assignment;
      run.signal(new CancelledError(`${key} was cancelled.`, { key }), graceMs);
      if (run.state === "queued") void lane.end();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const run of this.#lanes.keys()) run.stop();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.end()));
  }
}
