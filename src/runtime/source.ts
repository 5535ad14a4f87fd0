import { ConnectionError } from "../protocol/errors.ts";
import { Gate } from "./gate.ts";

/** A holder of values as seen by who fetches them: how much is under way from it, and whether it is still there. */
export class Source {
  readonly gate: Gate;
  readonly #holder: string;
  readonly #waiting = new Set<(error: Error) => void>();
  #gone = false;

  /** `bytes` may be under way at a time. */
  constructor(holder: string, bytes: number) {
    this.#holder = holder;
    this.gate = new Gate(bytes);
  }

  /** What an answer of the holder settles with; rejects with `ConnectionError` as soon as the holder is gone. */
  answer<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#gone) return reject(this.#failure());
      this.#waiting.add(reject);
      ask()
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  /** Nothing will come from the holder any more. */
  end(): void {
    this.#gone = true;
    for (const reject of this.#waiting) reject(this.#failure());
    this.#waiting.clear();
  }

  #failure(): ConnectionError {
    return new ConnectionError(`${this.#holder} has left or died, and hands nothing out any more.`);
  }
}
