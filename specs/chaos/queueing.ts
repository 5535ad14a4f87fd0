import { setTimeout as delay } from "node:timers/promises";
import { type Client, TimeoutError } from "troupe";
import type { Workload } from "./workload.ts";

/** Each client puts numbers into a queue, and takes what comes: nothing is lost, repeated or overtaken. */
export const queueing: Workload = async ({ clients, random, over }) => {
  const name = `chaos-${random.below(2 ** 31)}`;
  const put = new Set<string>();
  const got = new Set<string>();
  let open = clients.length;

  const produce = async (client: Client, who: number): Promise<void> => {
    const queue = client.queue<readonly [who: number, n: number]>(name, { maxSize: 20 });
    for (let n = 0; !over(); n++) {
      await queue.put([who, n]);
      put.add(`${who}:${n}`);
      await delay(random.below(20));
    }
    open--;
  };

  const consume = async (client: Client): Promise<void> => {
    const queue = client.queue<readonly [who: number, n: number]>(name, { maxSize: 20 });
    const latest = new Map<number, number>();
    while (open > 0 || got.size < put.size) {
      const item = await queue.get({ timeout: 200 }).catch((error: unknown) => {
        if (error instanceof TimeoutError) return null;
        throw error;
      });
      if (item === null) continue;
      const [who, n] = item;
      if (got.has(`${who}:${n}`)) throw new Error(`Item ${who}:${n} came twice.`);
      got.add(`${who}:${n}`);
      if (n <= (latest.get(who) ?? -1)) throw new Error(`Item ${who}:${n} was overtaken.`);
      latest.set(who, n);
    }
  };

  await Promise.all(clients.flatMap((client, who) => [produce(client, who), consume(client)]));
  for (const item of got) if (!put.has(item)) throw new Error(`Item ${item} came, and was not put.`);
  const left = await clients[0]?.queue(name).size();
  if (left !== 0) throw new Error(`${left} items are left.`);
  return `${got.size} items`;
};
