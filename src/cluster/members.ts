import type { Bus } from "../bus/bus.ts";

/** The processes, or what stands for them, that make up a local cluster. */
export interface Members {
  /** Where the cluster is, for people and for `Client.connect`. */
  readonly url: string;
  /** A new connection to the cluster's bus. */
  connect(): Promise<Bus>;
  /** How many workers there should be. */
  readonly workers: number;
  /** Starts or ends workers until there are `count`; resolves when that is so. */
  scale(count: number): Promise<void>;
  close(): Promise<void>;
}
