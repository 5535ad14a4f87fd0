import { TimeoutError } from "../../src/protocol/errors.ts";
import type { Leadership } from "../../src/store/leadership.ts";
import { MemoryLeadership } from "../../src/store/memory-leadership.ts";
import type { SimulatedClock } from "./clock.ts";
import type { SimulatedProcess } from "./process.ts";
import type { Random } from "./random.ts";

/** Ms that a word to the record takes at most, each way; and after which nobody waits for an answer. */
const DELAY = 20;
const PATIENCE_MS = 500;

/** Where a process stands that uses what outlives it. */
export interface Site {
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly process: SimulatedProcess;
  /** Whether its connection is there. */
  reaches(): boolean;
}

/** The record of who leads, under virtual time: words to it and from it take theirs, and are lost with a connection. */
export class SimulatedRecord {
  readonly #record = new MemoryLeadership();

  open({ clock, random, process, reaches }: Site): Leadership {
    const ask = <T>(act: () => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        process.after(PATIENCE_MS, () => reject(new TimeoutError("The record does not answer.")));
        const later = (next: () => void) =>
          clock.after(random.next() * DELAY, () => {
            if (reaches()) next();
          });
        if (!reaches()) return;
        later(() => {
          const answer = act();
          later(() => process.admit(() => void answer.then(resolve, reject)));
        });
      });
    return {
      look: () => ask(() => this.#record.look()),
      write: (lead, version) => ask(() => this.#record.write(lead, version)),
    };
  }
}
