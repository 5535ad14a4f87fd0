import type { Clock } from "../../src/runtime/clock.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  /** Null once it is taken back. */
  act: (() => void) | null;
}

const isBefore = (one: Timer, other: Timer): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** Virtual time: it moves on only when asked to, from one timer to the next. */
export class SimulatedClock implements Clock {
  #now = 1;
  #order = 0;
  #held = 0;
  /** A heap: each is before the two that it is followed by. */
  readonly #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): () => void {
    return this.at(this.#now + Math.max(0, ms), act);
  }

  /** Calls `act` at that time; of several at one time the one that was asked for first comes first. */
  at(time: number, act: () => void): () => void {
    const timer: Timer = { at: Math.max(this.#now, time), order: this.#order++, act };
    this.#rise(this.#timers.push(timer) - 1);
    return () => {
      timer.act = null;
    };
  }

  soon(act: () => void): void {
    queueMicrotask(act);
  }

  /** Has time stand still until something is over that takes real time. */
  hold(outside: Promise<unknown>): void {
    this.#held++;
    const over = () => this.#held--;
    outside.then(over, over);
  }

  get held(): boolean {
    return this.#held > 0;
  }

  /** Moves on to the next timer and lets it act; false when there is none. */
  step(): boolean {
    for (let timer = this.#take(); timer !== undefined; timer = this.#take()) {
      if (timer.act === null) continue;
      this.#now = timer.at;
      timer.act();
      return true;
    }
    return false;
  }

  #take(): Timer | undefined {
    const [first] = this.#timers;
    const last = this.#timers.pop();
    if (last !== undefined && this.#timers.length > 0) this.#sink(last);
    return first;
  }

  #rise(place: number): void {
    const timer = this.#timers[place] as Timer;
    let at = place;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = this.#timers[above] as Timer;
      if (!isBefore(timer, other)) break;
      this.#timers[at] = other;
      at = above;
    }
    this.#timers[at] = timer;
  }

  #sink(timer: Timer): void {
    const timers = this.#timers;
    let at = 0;
    for (let below = 1; below < timers.length; below = 2 * at + 1) {
      const right = timers[below + 1];
      const next = right !== undefined && isBefore(right, timers[below] as Timer) ? below + 1 : below;
      if (!isBefore(timers[next] as Timer, timer)) break;
      timers[at] = timers[next] as Timer;
      at = next;
    }
    timers[at] = timer;
  }
}
