import { ConnectionError } from "../protocol/errors.ts";
import type { Cancel, Clock } from "./clock.ts";
import { Gate } from "./gate.ts";

/** When nothing has come for this long of what was asked for, it is asked for again, ms. */
const QUIET_MS = 1000;

interface Question {
  put(): void;
  reject(error: Error): void;
}

/** A holder of values as seen by who fetches them: how much is under way from it, and whether it is still there. */
export class Source {
  readonly gate: Gate;
  readonly #holder: string;
  readonly #clock: Clock;
  readonly #questions = new Set<Question>();
  /** Something was asked or answered since the last look. */
  #busy = false;
  #looking: Cancel | null = null;
  #gone = false;

  /** `bytes` may be under way at a time. */
  constructor(holder: string, bytes: number, clock: Clock) {
    this.#holder = holder;
    this.#clock = clock;
    this.gate = new Gate(bytes);
  }

  /**
   * The first answer to a question, which is put again when answers seem to be lost; rejects with its first failure,
   * and with `ConnectionError` as soon as the holder is gone.
   */
  answer<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#gone) return reject(this.#failure());
      const question: Question = {
        put: () => {
          ask()
            .then(resolve, reject)
            .finally(() => {
              this.#busy = true;
              this.#questions.delete(question);
            });
        },
        reject,
      };
      this.#questions.add(question);
      this.#busy = true;
      question.put();
      this.#looking ??= this.#look();
    });
  }

  /** Nothing will come from the holder any more. */
  end(): void {
    this.#gone = true;
    for (const { reject } of this.#questions) reject(this.#failure());
    this.#questions.clear();
  }

  #look(): Cancel {
    this.#busy = false;
    return this.#clock.after(QUIET_MS, () => {
      this.#looking = null;
      if (this.#questions.size === 0) return;
      if (!this.#busy) for (const question of this.#questions) question.put();
      this.#looking = this.#look();
    });
  }

  #failure(): ConnectionError {
    return new ConnectionError(`${this.#holder} has left or died, and hands nothing out any more.`);
  }
}
