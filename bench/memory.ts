import { setTimeout as pause } from "node:timers/promises";
import { Client } from "troupe";
import { BenchCluster } from "./cluster.ts";

const CLUSTER = "bench-memory";

/** Bytes of the scheduler for each of `count` tasks that wait because there is no worker. */
export async function bytesPerPendingTask(url: string, count: number): Promise<number> {
  await using cluster = new BenchCluster(url, CLUSTER, 0);
  await using client = await Client.connect(url, { cluster: CLUSTER });
  const before = await settledBytes(cluster);
  const futures = client.map((n: number) => n, range(count));
  const after = await settledBytes(cluster);
  return (after - before) / futures.length;
}

/** The bytes in use once they have stopped growing: nothing else tells that the last task has arrived. */
async function settledBytes(cluster: BenchCluster): Promise<number> {
  let bytes = 0;
  for (let next = await cluster.usedBytes(); next > bytes * 1.01; next = await cluster.usedBytes()) {
    bytes = next;
    await pause(500);
  }
  return bytes;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
