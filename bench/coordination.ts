import type { Client } from "troupe";
import { RawRequests } from "./raw.ts";
import { alternate, line, ratioOf } from "./report.ts";
import { median, timeEach } from "./statistics.ts";

const TURNS = 1000;

/** What it takes to take a lock and give it back, and to put an item into a queue and get it. */
export async function coordination(url: string, client: Client): Promise<void> {
  const raw = await RawRequests.start(url);
  const show = async (question: string, act: () => Promise<unknown>) => {
    const rounds = await alternate(
      async () => median(await raw.measure(TURNS)),
      async () => median(await timeEach(TURNS, act)),
    );
    const ms = median(rounds.map(({ ours }) => ours)).toFixed(3);
    line(question, `${ms} ms`, `${ratioOf(rounds).toFixed(2)} x raw request (aim: under 2.5)`);
  };
  const lock = client.lock();
  await show("a lock taken and released, p50", async () => (await lock.acquire()).release());
  const queue = client.queue<number>();
  await show("an item put and got, p50", async () => {
    await queue.put(1);
    await queue.get();
  });
  await raw.close();
}
