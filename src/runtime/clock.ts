/** Cancels a timer. */
export type Cancel = () => void;

/** Time as the runtime sees it: the machine's own, or a simulator's. Milliseconds. */
export interface Clock {
  /** Time since the epoch. */
  now(): number;
  /** Calls `act` once after `ms`; a pending timer does not keep the process alive. */
  after(ms: number, act: () => void): Cancel;
  /** Calls `act` when the present turn of the event loop ends. */
  soon(act: () => void): void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, act) {
    const timer = setTimeout(act, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  soon: setImmediate,
};
