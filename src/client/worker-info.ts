import type { WorkerEntry } from "../protocol/overview.ts";

/** A worker as users see it. */
export interface WorkerInfo {
  readonly name: string;
  readonly address: string;
  readonly threads: number;
  readonly host: string;
}

/** What the scheduler says of a worker, for users. */
export function workerInfo([name, address, threads, host]: WorkerEntry): WorkerInfo {
  return { name, address, threads, host };
}
