import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Client } from "troupe";
import { startNatsServer } from "../src/bus/server.ts";
import { BenchCluster } from "./cluster.ts";
import { habits, visit } from "./soak-load.ts";
import { residentBytes, type Sample, type Trend, trendsOf } from "./soak-samples.ts";

// Of its processes only what goes wrong belongs beside the figures: some of the tasks are made to fail.
process.env["TROUPE_LOG_LEVEL"] ??= "error";

const CLUSTER = "soak";
const WORKERS = 2;
/** Samples in all, about, however long it takes. */
const SAMPLES = 60;
/** Memory of the last quarter in terms of the second's from which it counts as growing. */
const LIMIT = 1.15;
/** Pause of each habit after it has done its thing, ms. */
const PAUSE_MS = 50;

const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

async function main(minutes: number): Promise<void> {
  const server = await startNatsServer({ jetstream: true });
  const cluster = new BenchCluster(server.url, CLUSTER, WORKERS);
  const client = await Client.connect(server.url, { cluster: CLUSTER, timeout: 30_000 });
  await client.waitForWorkers(WORKERS);
  const end = performance.now() + minutes * 60_000;
  const rounds = new Map<string, number>();
  const repeat = async (name: string, act: (round: number) => Promise<void>) => {
    for (let round = 1; performance.now() < end; round++) {
      await act(round);
      rounds.set(name, round);
      await pause(PAUSE_MS);
    }
  };
  const samples = new Map<string, Sample[]>();
  const load = [
    ...Object.entries(habits).map(([name, habit]) => repeat(name, (round) => habit(client, round))),
    repeat("visits", () => visit(server.url, CLUSTER)),
    sample(cluster, server.pid, samples, end),
  ];
  await Promise.all(load);
  await client.close();
  await cluster[Symbol.asyncDispose]();
  await server.close();
  console.log(`\nrounds: ${[...rounds].map(([name, count]) => `${name} ${count}`).join(", ")}`);
  judge([...samples].flatMap(([process, taken]) => trendsOf(process, taken, LIMIT)));
}

/** Asks all processes now and then what they take, and prints it. */
async function sample(
  cluster: BenchCluster,
  server: number,
  samples: Map<string, Sample[]>,
  end: number,
): Promise<void> {
  const start = performance.now();
  const distance = (end - start) / SAMPLES;
  for (let now = start; now + distance < end; now = performance.now()) {
    await pause(distance);
    const used = await cluster.used();
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    const members = [
      ...used.map(({ name, pid, bytes }) => ({ name, pid, used: bytes })),
      { name: "client", pid: process.pid, used: heapUsed + external },
      { name: "nats-server", pid: server, used: null },
    ];
    const resident = residentBytes(members.map(({ pid }) => pid));
    const texts = members.map(({ name, pid, used }) => {
      const taken = { rss: resident.get(pid) ?? 0, used };
      samples.set(name, [...(samples.get(name) ?? []), taken]);
      return `${name} ${mb(taken.rss)}${used === null ? "" : ` (${mb(used)})`}`;
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(`${seconds.padStart(5)} s  ${texts.join("  ")}`);
  }
}

function judge(trends: readonly Trend[]): void {
  console.log("\n                          second quarter    last quarter    ratio");
  for (const { process, what, before, after, grows } of trends) {
    const name = `${process}, ${what === "rss" ? "memory" : "in use"}`;
    const figures = `${mb(before).padStart(16)}${mb(after).padStart(16)}`;
    console.log(
      `${name.padEnd(24)}${figures}${(after / before).toFixed(2).padStart(9)}${grows ? "  grows" : ""}`,
    );
  }
  const growing = trends.filter(({ grows }) => grows);
  console.log(growing.length === 0 ? "\nMemory is flat." : "\nMemory grows.");
  if (growing.length > 0) process.exitCode = 1;
}

const { values } = parseArgs({ options: { minutes: { type: "string", default: "15" } } });
await main(Number(values.minutes));
