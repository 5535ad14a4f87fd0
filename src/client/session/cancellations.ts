import type { ClientToScheduler } from "../../protocol/messages.ts";
import { partsOf } from "./parts.ts";

/** Keys that are not wanted any more: those of one turn go in one word, so that they are judged together. */
export class Cancellations {
  readonly #say: (message: ClientToScheduler) => void;
  #keys: string[] = [];
  #force = false;
  #graceMs = 0;
  /** How many cancels of a key the scheduler has not answered. */
  readonly #unanswered = new Map<string, number>();

  constructor(say: (message: ClientToScheduler) => void) {
    this.#say = say;
  }

  add(key: string, force: boolean, graceMs: number): void {
    if (force !== this.#force || graceMs !== this.#graceMs) this.flush();
    this.#force = force;
    this.#graceMs = graceMs;
    this.#unanswered.set(key, 1 + (this.#unanswered.get(key) ?? 0));
    if (this.#keys.push(key) === 1) queueMicrotask(() => this.flush());
  }

  /** Says what is to be said; comes before any other word, which may begin a key's next life. */
  flush(): void {
    if (this.#keys.length === 0) return;
    const keys = this.#keys;
    this.#keys = [];
    for (const part of partsOf(keys)) this.#say(["cancel", part, this.#force, this.#graceMs]);
  }

  /** Whether what the scheduler says of a key is about a life of it that was cancelled. */
  covers(key: string): boolean {
    return this.#unanswered.size > 0 && this.#unanswered.has(key);
  }

  /** The scheduler has cancelled these. */
  answered(keys: readonly string[]): void {
    for (const key of keys) {
      const left = (this.#unanswered.get(key) ?? 0) - 1;
      if (left > 0) this.#unanswered.set(key, left);
      else this.#unanswered.delete(key);
    }
  }

  /** Another scheduler knows of no cancelled life. */
  restart(): void {
    this.#keys = [];
    this.#unanswered.clear();
  }
}
