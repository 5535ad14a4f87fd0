import type { Lane } from "./lane.ts";
import type { Run } from "./run.ts";

const TICK_MS = 5;
const LONG_MS = 100;

/** What a watch tells. */
export interface WatchListener {
  /** The function of a run with a timeout was called. */
  called(run: Run): void;
  /** It has been on for 100 ms. */
  long(run: Run): void;
  /** The next run of this thread could not begin for a whole tick: it is stuck in the one before. */
  stuck(lane: Lane): void;
}

/** Looks at what is posted from outside, for a thread stuck in a task says nothing; rests when nothing is new. */
export class Watch {
  readonly #listener: WatchListener;
  readonly #runs = new Set<Run>();
  #fronts = new Map<Lane, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(listener: WatchListener) {
    this.#listener = listener;
  }

  add(run: Run): void {
    this.#runs.add(run);
    this.#timer ??= setTimeout(() => this.#tick(), TICK_MS).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#runs.clear();
  }

  #tick(): void {
    const now = performance.now();
    const before = this.#fronts;
    this.#fronts = new Map();
    for (const run of this.#runs) this.#look(run, now);
    for (const [lane, order] of this.#fronts) {
      if (before.get(lane) === order) this.#listener.stuck(lane);
    }
    this.#timer = null;
    if (this.#runs.size > 0) this.#timer = setTimeout(() => this.#tick(), TICK_MS).unref();
  }

  #look(run: Run, now: number): void {
    const { lane, order } = run;
    if (lane === null) {
      this.#runs.delete(run);
    } else if (lane.claims.posted(order)) {
      if (!this.#fronts.has(lane)) this.#fronts.set(lane, order);
    } else {
      if (run.seen === 0) run.seen = now;
      if (run.unlimited && lane.claims.called(order)) this.#listener.called(run);
      if (!run.long && now - run.seen >= LONG_MS) {
        run.long = true;
        this.#listener.long(run);
      }
      if (run.long && !run.unlimited) this.#runs.delete(run);
    }
  }
}
