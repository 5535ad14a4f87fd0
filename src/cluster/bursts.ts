import type { LogLine } from "../protocol/log-line.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";

/** Lines in a second that are written one by one. */
const BURST = 50;
const SECOND_MS = 1000;

/** Lines of which there may be as many as there are tasks, or strangers: of each second the first are written, the rest counted. */
export class Bursts {
  readonly #log: Logger;
  readonly #clock: Clock;
  #lines = 0;
  #began = Number.NEGATIVE_INFINITY;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Writes what `make` gives; it is not called where there is no room. */
  write(make: () => LogLine): void {
    const now = this.#clock.now();
    if (now - this.#began >= SECOND_MS) {
      this.#sum();
      this.#began = now;
    }
    if (++this.#lines <= BURST) return this.#log(make());
    if (this.#lines > BURST + 1) return;
    this.#clock.after(SECOND_MS - (now - this.#began), () => this.#sum());
  }

  /** How many there were for which there was no room; others begin to count. */
  #sum(): void {
    const left = this.#lines - BURST;
    if (left > 0) this.#log({ level: "info", msg: `${left} more such lines within a second` });
    this.#lines = 0;
    this.#began = Number.NEGATIVE_INFINITY;
  }
}
