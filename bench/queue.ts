import { Client } from "troupe";
import { BenchCluster } from "./cluster.ts";
import { mapAndGather } from "./tasks.ts";

const CLUSTER = "bench-queue";

/** What a long queue costs. */
export interface LongQueue {
  /** Tasks per second of `short` and of `long` tasks submitted at once. */
  readonly short: number;
  readonly long: number;
  /** Bytes that the scheduler's process took at most. */
  readonly peak: number;
}

/** Submits `short`, then `long` tasks that do nothing at once, each after a round that warms up. */
export async function longQueue(url: string, short: number, long: number): Promise<LongQueue> {
  await using cluster = new BenchCluster(url, CLUSTER, 2);
  await using client = await Client.connect(url, { cluster: CLUSTER });
  await client.waitForWorkers(2);
  await mapAndGather(client, 0, short);
  const rates = { short: await mapAndGather(client, short, short), long: 0 };
  rates.long = await mapAndGather(client, 2 * short, long);
  return { ...rates, peak: await cluster.peakBytes() };
}
