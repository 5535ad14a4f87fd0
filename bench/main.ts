import { parseArgs } from "node:util";
import { Client, LocalCluster } from "troupe";
import { actors } from "./actors.ts";
import { coordination } from "./coordination.ts";
import { coresOfDashboard } from "./dashboard.ts";
import { RawData, scatterAndGather, workerToWorker } from "./data.ts";
import { chain, tree } from "./graphs.ts";
import { bytesPerPendingTask } from "./memory.ts";
import { Pipeline } from "./pipeline.ts";
import { longQueue } from "./queue.ts";
import { RawRequests } from "./raw.ts";
import { alternate, line, perSecond, type Round, ratioOf } from "./report.ts";
import { rest } from "./rest.ts";
import { startUpMs } from "./start-up.ts";
import { median, quantile } from "./statistics.ts";
import { mapAndComplete, mapAndGather, submitToResult } from "./tasks.ts";

// Of its processes only what goes wrong belongs between the figures: some have no JetStream on purpose.
process.env["TROUPE_LOG_LEVEL"] ??= "error";

const ROUNDS = 5;
const REQUESTS = 1000;
const TASKS = 100_000;
/** Bytes of a value that moves, and of many that are scattered. */
const MOVED = 256 << 20;
const SCATTERED = 200 << 20;
const CHAIN = 1000;
const LEAVES = 4096;
const MANY = 1_000_000;
const WATCHED = 1000;

/** Ratios that `--guard` refuses: far from the aims, for a busy machine makes them worse. */
const GUARD = { latencyAtMost: 10, throughputAtLeast: 0.1 };

async function latency(url: string, client: Client): Promise<number> {
  const raw = await RawRequests.start(url);
  const samples: number[] = [];
  const measureRaw = async () => {
    const round = await raw.measure(REQUESTS);
    samples.push(...round);
    return median(round);
  };
  const rounds = await alternate(measureRaw, async () => median(await submitToResult(client, REQUESTS)));
  await raw.close();
  const ratio = ratioOf(rounds);
  line("raw NATS request, p50", `${median(rounds.map(({ bare }) => bare)).toFixed(3)} ms`);
  line("raw NATS request, p99", `${quantile(samples, 0.99).toFixed(3)} ms`);
  const ours = median(rounds.map((round) => round.ours));
  line(
    "submit to result, p50",
    `${ours.toFixed(3)} ms`,
    `${ratio.toFixed(2)} x raw request (aim: under 3.3)`,
  );
  return ratio;
}

async function throughput(url: string, client: Client): Promise<number> {
  const pipeline = await Pipeline.start(url);
  let first = 0;
  const measure = (way: typeof mapAndGather) =>
    alternate(
      () => pipeline.measure(TASKS),
      () => {
        first += TASKS;
        return way(client, first, TASKS);
      },
      () => rest(client),
    );
  const rounds = await measure(mapAndGather);
  const completing = await measure(mapAndComplete);
  await pipeline.close();
  const ratio = ratioOf(rounds);
  line("bare pipeline", perSecond(rounds.map(({ bare }) => bare)));
  const ours = perSecond(rounds.map((round) => round.ours));
  line(
    "map and gather, 100 000 no-ops",
    ours,
    `${ratio.toFixed(2)} x pipeline (aim: over 0.25, and 60 000/s)`,
  );
  line(
    "map and asCompleted, 100 000 no-ops",
    perSecond(completing.map((round) => round.ours)),
    `${ratioOf(completing).toFixed(2)} x pipeline (aim: that of gather)`,
  );
  return ratio;
}

async function data(url: string, client: Client): Promise<void> {
  const raw = await RawData.start(url);
  let round = 0;
  const moves = await alternate(
    () => raw.measure(MOVED, "in"),
    () => workerToWorker(client, MOVED, ++round),
  );
  const spreads = await alternate(
    async () => (await raw.measure(SCATTERED, "out")) + (await raw.measure(SCATTERED, "in")),
    () => scatterAndGather(client, SCATTERED, ++round),
  );
  await raw.close();
  const show = (question: string, rounds: readonly Round[], what: string) => {
    line(`${what} over bare NATS`, `${Math.round(median(rounds.map(({ bare }) => bare)))} ms`);
    const ours = `${Math.round(median(rounds.map((each) => each.ours)))} ms`;
    line(question, ours, `${ratioOf(rounds).toFixed(2)} x bare NATS (aim: under 2)`);
  };
  show("256 MB from worker to worker", moves, "256 MB");
  show("scatter and gather 200 pieces of 1 MB", spreads, "200 MB out and in");
}

async function graphs(url: string, client: Client): Promise<void> {
  const pipeline = await Pipeline.start(url);
  const chains = await alternate(
    () => pipeline.measureChain(CHAIN),
    () => chain(client, CHAIN),
  );
  const trees = await alternate(
    () => pipeline.measure(2 * LEAVES - 1),
    () => tree(client, LEAVES),
  );
  await pipeline.close();
  line(
    "a chain of 1000 tasks",
    perSecond(chains.map(({ ours }) => ours)),
    `${ratioOf(chains).toFixed(2)} x rows one by one`,
  );
  line(
    "a binary tree of 8191 tasks",
    perSecond(trees.map(({ ours }) => ours)),
    `${ratioOf(trees).toFixed(2)} x pipeline`,
  );
}

async function queue(url: string): Promise<void> {
  const pipeline = await Pipeline.start(url);
  const bare = await pipeline.measure(MANY);
  await pipeline.close();
  const { short, long, peak } = await longQueue(url, TASKS, MANY);
  line("map and gather, 1 000 000 no-ops", perSecond([long]), `${(long / bare).toFixed(2)} x pipeline`);
  line("the same, beside 100 000", `${(long / short).toFixed(2)} x`, "(aim: over 0.7)");
  line("the scheduler's memory meanwhile", `${Math.round(peak / 2 ** 20)} MB`, "(aim: under 1536 MB)");
}

async function startUp(): Promise<void> {
  const samples = { nats: [] as number[], memory: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    samples.nats.push(await startUpMs("nats"));
    samples.memory.push(await startUpMs("memory"));
  }
  line(
    "Client.local() to first result, nats-server",
    `${Math.round(median(samples.nats))} ms`,
    "(aim: under 1000 ms)",
  );
  line(
    "Client.local() to first result, memory bus",
    `${Math.round(median(samples.memory))} ms`,
    "(aim: under 400 ms)",
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { guard: { type: "boolean", default: false } } });
  await using cluster = await LocalCluster.start({ workers: 2, bus: "nats" });
  const client = await Client.connect(cluster);
  const latencyRatio = await latency(cluster.url, client);
  const throughputRatio = await throughput(cluster.url, client);
  if (values.guard) {
    await client.close();
    return judge(latencyRatio, throughputRatio);
  }
  await data(cluster.url, client);
  await graphs(cluster.url, client);
  await actors(cluster.url);
  await coordination(cluster.url, client);
  await client.close();
  await queue(cluster.url);
  const bytes = await bytesPerPendingTask(cluster.url, TASKS);
  line("memory of a pending task, scheduler", `${Math.round(bytes)} bytes`, "(aim: under 1024 bytes)");
  const share = 100 * (await coresOfDashboard(WATCHED));
  line("serving a dashboard of 1000 workers", `${share.toFixed(1)} % of a core`, "(aim: under 5 %)");
  await startUp();
}

function judge(latencyRatio: number, throughputRatio: number): void {
  if (latencyRatio <= GUARD.latencyAtMost && throughputRatio >= GUARD.throughputAtLeast) return;
  console.error(
    `Too slow: at most ${GUARD.latencyAtMost} x raw request and at least ${GUARD.throughputAtLeast} x pipeline.`,
  );
  process.exitCode = 1;
}

await main();
