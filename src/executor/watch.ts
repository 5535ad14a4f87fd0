import type { Lane } from "./lane.ts";
import type { Run } from "./run.ts";

/** Time between two looks where a moment counts, and where it does not, ms. */
const TICK_MS = 5;
const REST_MS = 50;
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

/**
 * Looks at what is posted from outside, for a thread stuck in a task says nothing; often while a timeout is to
 * begin, or while something waits for one of `several` threads that another could take. Rests when nothing is new.
 */
export class Watch {
  readonly #listener: WatchListener;
  readonly #several: boolean;
  readonly #runs = new Set<Run>();
  #fronts = new Map<Lane, number>();
  #timer: NodeJS.Timeout | null = null;
  #often = false;

  constructor(several: boolean, listener: WatchListener) {
    this.#several = several;
    this.#listener = listener;
  }

  add(run: Run): void {
    this.#runs.add(run);
    const often = run.unlimited || (this.#several && run.lane?.queues === true);
    if (this.#timer === null || (often && !this.#often)) this.#lookIn(often);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#runs.clear();
  }

  #lookIn(often: boolean): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#often = often;
    this.#timer = setTimeout(() => this.#tick(), often ? TICK_MS : REST_MS).unref();
  }

  #tick(): void {
    const now = performance.now();
    const before = this.#fronts;
    this.#fronts = new Map();
    let often = false;
    for (const run of this.#runs) often = this.#look(run, now) || often;
    for (const [lane, order] of this.#fronts) {
      if (before.get(lane) === order) this.#listener.stuck(lane);
    }
    this.#timer = null;
    if (this.#runs.size > 0) this.#lookIn(often);
  }

  /** Whether it is to be looked at again soon. */
  #look(run: Run, now: number): boolean {
    const { lane, order } = run;
    if (lane === null) {
      this.#runs.delete(run);
      return false;
    }
    if (lane.claims.posted(order)) {
      if (this.#several && !this.#fronts.has(lane)) this.#fronts.set(lane, order);
      return this.#several || run.unlimited;
    }
    if (run.seen === 0) run.seen = now;
    if (run.unlimited && lane.claims.called(order)) this.#listener.called(run);
    if (!run.long && now - run.seen >= LONG_MS) {
      run.long = true;
      this.#listener.long(run);
    }
    if (run.long && !run.unlimited) this.#runs.delete(run);
    return run.unlimited;
  }
}
