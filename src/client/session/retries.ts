import { type Deferred, deferred } from "../../runtime/deferred.ts";

/** By key: the retries that the scheduler has not answered. */
export class Retries {
  readonly #open = new Map<string, Deferred<void>>();

  /** Resolves when the scheduler has answered. */
  wait(key: string): Promise<void> {
    const answer = this.#open.get(key) ?? deferred();
    this.#open.set(key, answer);
    return answer.promise;
  }

  answered(key: string): void {
    this.#open.get(key)?.resolve();
    this.#open.delete(key);
  }

  /** Another scheduler leads, to which nothing has failed. */
  restart(): void {
    for (const key of this.#open.keys()) this.answered(key);
  }

  close(reason: Error): void {
    for (const answer of this.#open.values()) answer.reject(reason);
  }
}
