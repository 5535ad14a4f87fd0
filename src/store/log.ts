import { TroupeError } from "../protocol/errors.ts";

/** A log with one writer, who may replace its beginning by a snapshot. What was appended outlives every process. */
export interface Log {
  /**
   * The last snapshot, null where there is none, and the entries after it, in order. Who reads last writes: what
   * others append from then on is rejected.
   */
  read(): Promise<{ readonly snapshot: Uint8Array | null; readonly entries: readonly Uint8Array[] }>;
  /**
   * Resolves when the entry is stored. Entries are stored in the order of the calls, without waiting between.
   * Rejects with the reason when it is not, and so does every later one: another writes, or the store is full or gone.
   */
  append(entry: Uint8Array): Promise<void>;
  /** Stands for everything appended before this call. Of any size: the implementation cuts it into messages. */
  compact(snapshot: Uint8Array): Promise<void>;
}

/** There is no room: what was to be appended is certainly not stored. Of other reasons nobody knows that. */
export class StoreFullError extends TroupeError {
  override readonly code = "STORE_FULL";
}
