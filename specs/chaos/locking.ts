import { setTimeout as delay } from "node:timers/promises";
import { type Client, getClient, KilledWorkerError } from "troupe";
import type { Workload } from "./workload.ts";

/** Holds a lock in a task, and gives its token. */
const hold = (name: string, ms: number): Promise<number> =>
  getClient()
    .lock(name)
    .withLock(async ({ token }) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return token;
    });

/** Clients and tasks hold one lock in turn, under tokens that grow. */
export const locking: Workload = async ({ clients, random, over }) => {
  const name = `chaos-${random.below(2 ** 31)}`;
  const tokens = new Set<number>();
  let inside = 0;
  let last = 0;

  const note = (token: number) => {
    if (tokens.has(token)) throw new Error(`Token ${token} was given twice.`);
    tokens.add(token);
  };

  const asClient = async (client: Client): Promise<void> => {
    await client.lock(name).withLock(async ({ token }) => {
      if (++inside > 1) throw new Error(`${inside} hold the lock.`);
      if (token <= last) throw new Error(`Token ${token} comes after ${last}.`);
      last = token;
      note(token);
      await delay(random.below(20));
      inside--;
    });
  };

  const asTask = async (client: Client): Promise<void> => {
    const task = client.options({ pure: false }).submit(hold, name, random.below(20));
    await task.then(note, (error: unknown) => {
      if (!(error instanceof KilledWorkerError)) throw error;
    });
  };

  await Promise.all(
    clients
      .flatMap((client) => [() => asClient(client), () => asClient(client), () => asTask(client)])
      .map(async (take) => {
        while (!over()) await take();
      }),
  );
  return `${tokens.size} grants of a lock`;
};
