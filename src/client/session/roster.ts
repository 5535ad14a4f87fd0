import type { TroupeError } from "../../protocol/errors.ts";
import type { WorkerEntry } from "../../protocol/overview.ts";
import { type Deferred, deferred } from "../../runtime/deferred.ts";
import { formatBytes } from "../text/units.ts";

/** The workers of the cluster, as the scheduler said last, and who wants to know when that changes. */
export class Roster {
  readonly #watchers = new Set<() => void>();
  readonly #mourners = new Set<(address: string) => void>();
  readonly #known: Deferred<void> = deferred();
  #workers: readonly WorkerEntry[] = [];

  /** Resolves when the scheduler has said who there is; rejects with the reason of `close`. */
  get known(): Promise<void> {
    return this.#known.promise;
  }

  get workers(): readonly WorkerEntry[] {
    return this.#workers;
  }

  update(workers: readonly WorkerEntry[]): void {
    const present = new Set(workers.map(([, address]) => address));
    const gone = this.#workers.filter(([, address]) => !present.has(address));
    this.#workers = workers;
    this.#known.resolve();
    for (const [, address] of gone) for (const act of this.#mourners) act(address);
    this.stir();
  }

  /** Nobody says who there is any more. */
  close(reason: TroupeError): void {
    this.#known.reject(reason);
    this.stir();
  }

  /** Has everybody look again who watches. */
  stir(): void {
    for (const act of this.#watchers) act();
  }

  /** How many there are, with how many threads, and how much memory where all have a limit. */
  toString(): string {
    const sum = (field: 2 | 5) => this.#workers.reduce((total, entry) => total + entry[field], 0);
    const limited = this.#workers.every((entry) => entry[5] > 0);
    const memory = limited ? `, memory=${formatBytes(sum(5))}` : "";
    return `processes=${this.#workers.length} threads=${sum(2)}${memory}`;
  }

  /** Calls `act` when the workers have changed; returns what ends that. */
  watch(act: () => void): () => void {
    this.#watchers.add(act);
    return () => this.#watchers.delete(act);
  }

  /** Calls `act` with the address of each worker that was there and is no more. */
  onDeparture(act: (address: string) => void): void {
    this.#mourners.add(act);
  }
}
