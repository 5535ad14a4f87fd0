import type { Lane } from "./lane.ts";
import type { Run } from "./run.ts";

/** Time until the next look at what waits or has a timeout that is to begin, and at what may begin meanwhile, ms. */
const TICK_MS = 5;
const REST_MS = 20;
const LONG_MS = 100;

/** What a watch tells. */
export interface WatchListener {
  /** The function of a run with a timeout was called. */
  called(run: Run): void;
  /** It has been on for 100 ms, and its function was called. */
  long(run: Run): void;
  /** The next run of this thread could not begin for a whole tick: it is stuck in the one before. */
  stuck(lane: Lane): void;
}

/**
 * Looks at what is posted from outside, for a thread stuck in a task says nothing; often while a timeout is to
 * begin, or while something waits for one of `several` threads that another could take, else rarely.
 */
export class Watch {
  readonly #listener: WatchListener;
  readonly #several: boolean;
  readonly #runs = new Set<Run>();
  #fronts = new Map<Lane, number>();
  #timer: NodeJS.Timeout | null = null;
  /** When that is due. */
  #due = Number.POSITIVE_INFINITY;

  constructor(several: boolean, listener: WatchListener) {
    this.#several = several;
    this.#listener = listener;
  }

  add(run: Run): void {
    this.#runs.add(run);
    const now = performance.now();
    const behind = run.lane?.queues === true;
    // What nothing is ahead of begins at once.
    if (!behind) run.seen = now;
    if (run.unlimited || (behind && this.#several)) this.#lookAt(now + TICK_MS, now);
    else this.#lookAt(now + (behind ? REST_MS : LONG_MS), now);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#runs.clear();
  }

  #lookAt(due: number, now: number): void {
    if (due >= this.#due) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#tick(), Math.ceil(due - now)).unref();
  }

  #tick(): void {
    const now = performance.now();
    const before = this.#fronts;
    this.#fronts = new Map();
    this.#timer = null;
    this.#due = Number.POSITIVE_INFINITY;
    let due = Number.POSITIVE_INFINITY;
    for (const run of this.#runs) due = Math.min(due, this.#look(run, now));
    for (const [lane, order] of this.#fronts) {
      if (before.get(lane) === order) this.#listener.stuck(lane);
    }
    this.#lookAt(due, now);
  }

  /** When it is to be looked at again. */
  #look(run: Run, now: number): number {
    const { lane, order } = run;
    if (lane === null) {
      this.#runs.delete(run);
      return Number.POSITIVE_INFINITY;
    }
    if (lane.claims.posted(order)) {
      run.seen = 0;
      if (this.#several && !this.#fronts.has(lane)) this.#fronts.set(lane, order);
      return now + (this.#several || run.unlimited ? TICK_MS : REST_MS);
    }
    if (run.seen === 0) run.seen = now;
    if (run.unlimited && lane.claims.called(order)) this.#listener.called(run);
    const loading = lane.claims.loading(order);
    if (!run.long && !loading && now - run.seen >= LONG_MS) {
      run.long = true;
      this.#listener.long(run);
    }
    if (run.unlimited) return now + TICK_MS;
    if (!run.long) return Math.max(run.seen + LONG_MS, loading ? now + REST_MS : 0);
    this.#runs.delete(run);
    return Number.POSITIVE_INFINITY;
  }
}
