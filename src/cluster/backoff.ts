/** Pause before what died is started again, ms; it doubles while it dies young. */
const PAUSE_MS = 50;
const PAUSE_MAX_MS = 5000;
/** Who lives longer than this has not died young, ms. */
const YOUNG_MS = 10_000;

/** How long to wait before what keeps dying is started again. */
export class Backoff {
  #pause = PAUSE_MS / 2;

  /** Ms to wait after a life of so many ms. */
  next(lived: number): number {
    this.#pause = lived > YOUNG_MS ? PAUSE_MS : Math.min(2 * this.#pause, PAUSE_MAX_MS);
    return this.#pause;
  }
}
