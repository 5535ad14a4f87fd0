import type { WorkerEntry } from "../protocol/messages.ts";

/** The workers of the cluster, as a client was told last. */
export class Roster {
  #workers: readonly WorkerEntry[] = [];
  readonly #observers = new Set<() => void>();

  get workers(): readonly WorkerEntry[] {
    return this.#workers;
  }

  /** Calls `act` when they have changed, or will not any more; returns what ends that. */
  observe(act: () => void): () => void {
    this.#observers.add(act);
    return () => this.#observers.delete(act);
  }

  set(workers: readonly WorkerEntry[]): void {
    this.#workers = workers;
    this.tell();
  }

  tell(): void {
    for (const act of this.#observers) act();
  }
}
