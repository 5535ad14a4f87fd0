import type { Clock } from "../../src/runtime/clock.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
  active: boolean;
}

/** Virtual time: it moves on only when asked to, from one timer to the next. */
export class SimulatedClock implements Clock {
  #now = 1;
  #order = 0;
  readonly #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order++, act, active: true };
    let i = this.#timers.length;
    while (i > 0 && (this.#timers[i - 1] as Timer).at > timer.at) i--;
    this.#timers.splice(i, 0, timer);
    return () => {
      timer.active = false;
    };
  }

  soon(act: () => void): void {
    queueMicrotask(act);
  }

  /** Moves on to the next timer and lets it act; false when there is none. */
  step(): boolean {
    for (let timer = this.#timers.shift(); timer !== undefined; timer = this.#timers.shift()) {
      if (!timer.active) continue;
      this.#now = timer.at;
      timer.act();
      return true;
    }
    return false;
  }
}
