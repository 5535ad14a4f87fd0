import { Client } from "troupe";
import { startNatsServer } from "../src/bus/server.ts";
import { BenchCluster } from "./cluster.ts";
import { RawRequests } from "./raw.ts";
import { alternate, line, ratioOf } from "./report.ts";
import { median, timeEach } from "./statistics.ts";

const TURNS = 1000;

/** What it takes to take a lock and give it back, and to put an item into a queue and get it. */
async function measure(url: string, client: Client, where: "JetStream" | "memory"): Promise<void> {
  const raw = await RawRequests.start(url);
  const stored = where === "JetStream";
  const bare = stored ? "a raw request and a JetStream publish" : "raw request";
  const show = async (question: string, act: () => Promise<unknown>) => {
    const rounds = await alternate(
      async () => median(await (stored ? raw.measureStored(TURNS) : raw.measure(TURNS))),
      async () => median(await timeEach(TURNS, act)),
    );
    const ms = median(rounds.map(({ ours }) => ours)).toFixed(3);
    line(`${question}, in ${where}`, `${ms} ms`, `${ratioOf(rounds).toFixed(2)} x ${bare} (aim: under 2.5)`);
  };
  const lock = client.lock();
  await show("a lock taken and released", async () => (await lock.acquire()).release());
  const queue = client.queue<number>();
  await show("an item put and got", async () => {
    await queue.put(1);
    await queue.get();
  });
  await raw.close();
}

/** Locks and queues of a cluster whose server has JetStream, and of one that has them in memory alone. */
export async function coordination(url: string, client: Client): Promise<void> {
  const server = await startNatsServer();
  {
    await using _cluster = new BenchCluster(server.url, "memory", 0);
    await using other = await Client.connect(server.url, { cluster: "memory" });
    await measure(server.url, other, "memory");
  }
  await server.close();
  await measure(url, client, "JetStream");
}
