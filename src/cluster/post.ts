import type { Cancel, Clock } from "../runtime/clock.ts";
import { Backoff } from "./backoff.ts";
import type { Child } from "./child.ts";

/** A place for one process: what dies there is followed by another, until it is dismissed. */
export class Post<C extends Pick<Child, "ended"> = Child> {
  readonly #clock: Clock;
  readonly #start: () => C;
  readonly #backoff = new Backoff();
  #child: C;
  #dismissed = false;
  #next: Cancel | null = null;

  constructor(clock: Clock, start: () => C) {
    this.#clock = clock;
    this.#start = start;
    this.#child = this.#begin();
  }

  /** The process that is there, or was last. */
  get child(): C {
    return this.#child;
  }

  /** Whether no other process follows the present one. */
  get dismissed(): boolean {
    return this.#dismissed;
  }

  dismiss(): void {
    this.#dismissed = true;
    this.#next?.();
  }

  #begin(): C {
    const born = this.#clock.now();
    const child = this.#start();
    void child.ended.then(() => {
      if (this.#dismissed) return;
      const pause = this.#backoff.next(this.#clock.now() - born);
      this.#next = this.#clock.after(pause, () => {
        this.#child = this.#begin();
      });
    });
    return child;
  }
}
