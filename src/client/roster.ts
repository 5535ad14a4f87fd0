import type { WorkerEntry } from "../protocol/overview.ts";

/** The workers of the cluster, as the scheduler said last, and who wants to know when that changes. */
export class Roster {
  readonly #watchers = new Set<() => void>();
  #workers: readonly WorkerEntry[] = [];

  get workers(): readonly WorkerEntry[] {
    return this.#workers;
  }

  update(workers: readonly WorkerEntry[]): void {
    this.#workers = workers;
    this.stir();
  }

  /** Has everybody look again who watches. */
  stir(): void {
    for (const act of this.#watchers) act();
  }

  /** Calls `act` when the workers have changed; returns what ends that. */
  watch(act: () => void): () => void {
    this.#watchers.add(act);
    return () => this.#watchers.delete(act);
  }
}
