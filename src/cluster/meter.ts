import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

/** Time between two looks at the event loop, ms; what is measured contains it. */
const LOOK_MS = 10;

/** What a process used in a stretch of time. */
export interface Usage {
  /** Cores. */
  readonly cpu: number;
  /** Resident, bytes. */
  readonly memory: number;
  /** How late its event loop was, 99th percentile, ms. */
  readonly delay: number;
}

/** Measures what this process uses, from when it is made until it is stopped; of all that it does together. */
export class Meter {
  readonly #delays: IntervalHistogram = monitorEventLoopDelay({ resolution: LOOK_MS });
  #used = process.cpuUsage();
  #at = performance.now();

  constructor() {
    this.#delays.enable();
  }

  /** What was used since this was asked last. */
  read(): Usage {
    const now = performance.now();
    const { user, system } = process.cpuUsage(this.#used);
    const cpu = (user + system) / 1000 / Math.max(1, now - this.#at);
    const delay = Math.max(0, this.#delays.percentile(99) / 1e6 - LOOK_MS);
    this.#delays.reset();
    this.#used = process.cpuUsage();
    this.#at = now;
    return { cpu, memory: process.memoryUsage.rss(), delay };
  }

  stop(): void {
    this.#delays.disable();
  }
}
