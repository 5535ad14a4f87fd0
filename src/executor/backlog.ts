import type { Run } from "./run.ts";

/** Places of runs that are gone, kept until there are more of them than of others. */
const KEPT = 1024;

/** Runs that no thread has taken yet, first come first served. */
export class Backlog {
  #runs: Run[] = [];
  #next = 0;

  /** The first that is still wanted. */
  get first(): Run | undefined {
    while (this.#next < this.#runs.length) {
      const run = this.#runs[this.#next];
      if (run?.state === "queued") return run;
      this.#next++;
    }
    this.#runs = [];
    this.#next = 0;
    return undefined;
  }

  push(run: Run): void {
    if (this.#next > KEPT && this.#next * 2 > this.#runs.length) this.unshift([]);
    this.#runs.push(run);
  }

  /** Puts runs back in front, in their order. */
  unshift(runs: readonly Run[]): void {
    this.#runs = [...runs, ...this.#runs.slice(this.#next)];
    this.#next = 0;
  }
}
