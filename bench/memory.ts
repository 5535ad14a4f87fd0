import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "troupe";
import { endPeer } from "./peer.ts";

const CLUSTER = "bench-memory";

/** Bytes of the scheduler for each of `count` tasks that wait because there is no worker. */
export async function bytesPerPendingTask(url: string, count: number): Promise<number> {
  const scheduler = startScheduler(url);
  const client = await Client.connect(url, { cluster: CLUSTER });
  try {
    const before = await settledBytes(scheduler);
    const futures = client.map((n: number) => n, range(count));
    const after = await settledBytes(scheduler);
    return (after - before) / futures.length;
  } finally {
    await client.close();
    await endPeer(scheduler);
  }
}

/** The scheduler of the command line, with `heap.ts` loaded before it. */
function startScheduler(url: string): ChildProcess {
  const program = new URL("./cli.js", import.meta.resolve("troupe"));
  const heap = new URL("./heap.ts", import.meta.url).href;
  return fork(program, ["scheduler", "--nats", url, "--cluster", CLUSTER], {
    execArgv: [...process.execArgv, "--expose-gc", "--import", heap],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

/** The bytes in use once they have stopped growing: nothing else tells that the last task has arrived. */
async function settledBytes(scheduler: ChildProcess): Promise<number> {
  let bytes = 0;
  for (let next = await usedBytes(scheduler); next > bytes * 1.01; next = await usedBytes(scheduler)) {
    bytes = next;
    await pause(500);
  }
  return bytes;
}

async function usedBytes(scheduler: ChildProcess): Promise<number> {
  scheduler.send("heap");
  for (;;) {
    const [answer]: unknown[] = await once(scheduler, "message");
    if (typeof answer === "number") return answer;
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
