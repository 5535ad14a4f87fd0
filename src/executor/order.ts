import type { Payload } from "../protocol/messages.ts";

/** One run, as it came to the thread. */
export interface Order {
  readonly order: number;
  readonly key: string;
  readonly codes: readonly string[];
  readonly args: Payload;
  readonly values: ReadonlyMap<string, Payload>;
  /** 1 for the first. */
  readonly attempt: number;
  /** Ids of the turns of actors that it comes of. */
  readonly chain: readonly string[];
}
