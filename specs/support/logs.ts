import type { Log } from "../../src/store/log.ts";

/** What is to be stored, and has not been. */
interface Pending {
  readonly store: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A log that stores nothing before it is told to. */
export class HandLog implements Log {
  snapshot: Uint8Array | null = null;
  readonly entries: Uint8Array[] = [];
  /** Why it stores nothing any more. */
  failure: unknown = null;
  #pending: Pending[] = [];

  /** Entries and snapshots that are on their way. */
  get pending(): number {
    return this.#pending.length;
  }

  async read() {
    return { snapshot: this.snapshot, entries: [...this.entries] };
  }

  append(entry: Uint8Array): Promise<void> {
    return this.#write(() => this.entries.push(entry));
  }

  compact(snapshot: Uint8Array): Promise<void> {
    return this.#write(() => {
      this.snapshot = snapshot;
      this.entries.length = 0;
    });
  }

  /** As another finds it, who writes from now on: what is on its way is never stored. */
  next(): HandLog {
    const next = new HandLog();
    next.snapshot = this.snapshot;
    next.entries.push(...this.entries);
    return next;
  }

  /** Stores what is on its way. */
  async store(): Promise<void> {
    await settle();
    const pending = this.#pending;
    this.#pending = [];
    for (const { store, resolve } of pending) {
      store();
      resolve();
    }
    await settle();
  }

  /** Stores nothing of what is on its way, nor later. */
  async fail(error: unknown): Promise<void> {
    await settle();
    this.failure = error;
    for (const { reject } of this.#pending) reject(error);
    this.#pending = [];
    await settle();
  }

  #write(store: () => void): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => this.#pending.push({ store, resolve, reject }));
  }
}

/** Lets all promises that can settle do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
