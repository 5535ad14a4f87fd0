import { Retention } from "../../actors/worker/retention.ts";
import { allocate } from "../executor/words.ts";
import type { Payload } from "../protocol/messages.ts";
import { Gate } from "../runtime/gate.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Part } from "../runtime/transfer.ts";
import type { Extent } from "./extents.ts";
import { SpillFile } from "./spill-file.ts";

/** Bytes that are read from disk at a time for those who ask for parts, however many do. */
const READ_BYTES = 8 << 20;

/** What a store of results is made with. */
export interface StoreOptions {
  /** Memory limit of the worker, bytes. */
  readonly limit: number;
  /** Results in memory are so many that nothing new should be taken, or are so no more. */
  full(full: boolean): void;
  readonly log: Logger;
}

/** Where a result is on disk, which copies of it share. */
interface Place {
  readonly extent: Extent;
  owners: number;
}

/** A result: in memory, on disk, or both. */
interface Kept {
  readonly size: number;
  bytes: Payload | null;
  place: Place | null;
  loading: Promise<Payload> | null;
  /** Reads and writes of its place that are under way. */
  users: number;
  dropped: boolean;
}

/** The results that a worker holds; beyond its limit those used longest ago are on disk. */
export class ResultStore {
  readonly #options: StoreOptions;
  readonly #retention: Retention;
  readonly #file = new SpillFile();
  readonly #gate = new Gate(READ_BYTES);
  readonly #results = new Map<string, Kept>();
  /** Bytes of all results. */
  #total = 0;
  #full = false;
  #complained = false;
  #closed = false;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#retention = new Retention(options.limit);
  }

  /** Bytes of results in memory. */
  get bytes(): number {
    return this.#retention.bytes;
  }

  /** Bytes of results that are on disk alone. */
  get spilled(): number {
    return this.#total - this.bytes;
  }

  /** How many results there are, in memory or on disk. */
  get size(): number {
    return this.#results.size;
  }

  put(key: string, bytes: Payload): void {
    this.#enter(key, bytes.byteLength, bytes, null);
  }

  /** Keeps a result under another key as well, wherever it is; false where it is not here. */
  copy(from: string, to: string): boolean {
    const kept = this.#results.get(from);
    if (kept === undefined) return false;
    if (kept.place !== null) kept.place.owners++;
    this.#enter(to, kept.size, kept.bytes, kept.place);
    return true;
  }

  /** The whole of a result: at once where it is in memory, else later; nothing where it is not here. */
  get(key: string): Payload | Promise<Payload> | undefined {
    const kept = this.#results.get(key);
    if (kept === undefined) return undefined;
    if (kept.bytes === null) {
      kept.loading ??= this.#load(key, kept);
      return kept.loading;
    }
    this.#retention.use(key, kept.size);
    return kept.bytes;
  }

  /** Part of a result; what is on disk stays there. */
  read(key: string, offset: number, length: number): Part {
    const kept = this.#results.get(key);
    if (kept === undefined) return undefined;
    if (kept.bytes === null) return this.#queue(kept, offset, Math.min(length, kept.size - offset));
    this.#retention.use(key, kept.size);
    return kept.bytes.subarray(offset, offset + length);
  }

  delete(key: string): void {
    const kept = this.#results.get(key);
    if (kept === undefined) return;
    this.#results.delete(key);
    this.#total -= kept.size;
    this.#retention.forget(key);
    kept.dropped = true;
    kept.bytes = null;
    this.#vacate(kept);
    this.#review();
  }

  /** Lets go of everything. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#file.close();
  }

  #enter(key: string, size: number, bytes: Payload | null, place: Place | null): void {
    this.delete(key);
    this.#total += size;
    this.#results.set(key, { size, bytes, place, loading: null, users: 0, dropped: false });
    if (bytes !== null) this.#retention.use(key, size);
    this.#review();
  }

  /** Reads the whole of a result; where that fails, the next one who asks has it tried again. */
  async #load(key: string, kept: Kept): Promise<Payload> {
    try {
      const bytes = await this.#part(kept, 0, kept.size);
      if (kept.dropped) return bytes;
      kept.bytes = bytes;
      this.#retention.use(key, kept.size);
      this.#review();
      return bytes;
    } finally {
      kept.loading = null;
    }
  }

  /** Reads part of a result in its turn; nothing where that is gone by then. */
  async #queue(kept: Kept, offset: number, length: number): Promise<Payload | undefined> {
    await this.#gate.enter(length);
    try {
      if (!kept.dropped) return await this.#part(kept, offset, length);
      return undefined;
    } finally {
      this.#gate.leave(length);
    }
  }

  async #part(kept: Kept, offset: number, length: number): Promise<Payload> {
    const target = allocate(Math.max(0, length));
    kept.users++;
    try {
      if (kept.place !== null) await this.#file.read(kept.place.extent, offset, target);
      return target;
    } finally {
      kept.users--;
      this.#vacate(kept);
    }
  }

  /** Sends to disk what is too much, and says when that changes whether there is room. */
  #review(): void {
    if (this.#closed) return;
    for (const key of this.#retention.excess()) {
      const kept = this.#results.get(key);
      if (kept !== undefined) void this.#spill(key, kept);
    }
    const { full } = this.#retention;
    if (full === this.#full) return;
    this.#full = full;
    this.#options.full(full);
  }

  async #spill(key: string, kept: Kept): Promise<void> {
    const { bytes } = kept;
    if (bytes === null) return;
    kept.users++;
    try {
      // What comes from disk is there still.
      kept.place ??= { extent: await this.#file.write(bytes), owners: 1 };
      this.#release(key, kept);
    } catch (error) {
      this.#retention.stay(key);
      if (!this.#complained && !this.#closed)
        this.#options.log({
          level: "warn",
          msg: `results cannot be written to disk: ${String(error)}`,
          error: String(error),
        });
      this.#complained = true;
    } finally {
      kept.users--;
      this.#vacate(kept);
    }
    if (kept.bytes === null) this.#review();
  }

  #release(key: string, kept: Kept): void {
    if (kept.dropped) return;
    kept.bytes = null;
    this.#retention.forget(key);
  }

  /** Gives the place of a dropped result free when nobody reads or writes it any more, nor has a copy there. */
  #vacate(kept: Kept): void {
    if (!kept.dropped || kept.users > 0 || kept.place === null) return;
    if (--kept.place.owners === 0) this.#file.free(kept.place.extent);
    kept.place = null;
  }
}
