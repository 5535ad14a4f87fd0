import type { Client } from "../../src/client/client.ts";
import { SimulatedCluster } from "./cluster.ts";

declare const getClient: () => Client;
declare const getTask: () => { readonly key: string };

/** Virtual ms in which schedulers come and go, and in which all is over. */
const FAULTS_MS = 12_000;
const LIMIT_MS = 120_000;
const TASKS = 30;
/** Virtual ms at most for which the client does not hear a scheduler that is about to go. */
const DEAF_MS = 1000;
/** Virtual ms between two tasks of one key. */
const PAUSE_MS = 50;

/** Runs in this process here: it is heard that a task runs. */
const work = (id: number, bytes: number, ...parts: { readonly id: number }[]) => {
  (process as NodeJS.EventEmitter).emit("troupe.spec", getTask().key);
  return { id: parts.reduce((sum, part) => sum + part.id, id), data: new Uint8Array(bytes) };
};

/** Waits for what it submits. */
const nest = async (id: number) => {
  (process as NodeJS.EventEmitter).emit("troupe.spec", getTask().key);
  const part = (x: number) => {
    (process as NodeJS.EventEmitter).emit("troupe.spec", getTask().key);
    return x;
  };
  const impure = getClient().options({ pure: false });
  const parts = await getClient().gather([id + 0.25, id + 0.5].map((x) => impure.submit(part, x)));
  return { id: parts.reduce((a, b) => a + b), data: new Uint8Array(0) };
};

class Counter {
  n = 0;
  increment() {
    return ++this.n;
  }
}

const same = (n: number) => n;
const double = (n: number) => 2 * n;

/** Gives one key to one task after the other, each of which is to have its own value, and what is made of it. */
async function reuse(cluster: SimulatedCluster, client: Client): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (let n = 0; cluster.clock.now() < FAULTS_MS; n++) {
    const one = client.options({ key: "again" }).submit(same, n);
    const two = client.options({ pure: true }).submit(double, one);
    const values = [await one, await two];
    if (values[0] !== n || values[1] !== 2 * n) wrong.push(`${values} of ${n}`);
    await Promise.all([one.cancel(), two.cancel()]);
    await new Promise<void>((resolve) => cluster.clock.after(PAUSE_MS, resolve));
  }
  return wrong;
}

/** Has schedulers follow each other while a client works; says how often each task ran, and how it all came out. */
export async function takeOver(seed: number) {
  const cluster = new SimulatedCluster(seed, { drop: 0, repeat: 0.05, delay: 1 + (seed % 40) });
  const { random, clock } = cluster;
  const runs = new Map<string, number>();
  const heard = (key: string) => runs.set(key, 1 + (runs.get(key) ?? 0));
  (process as NodeJS.EventEmitter).on("troupe.spec", heard);
  try {
    for (let i = 2 + random.below(2); i > 0; i--) cluster.addWorker(1 + random.below(2), 3000, []);
    const { client: plain, process: deaf } = cluster.join();
    const client = plain.options({ pure: false });
    const data = client.scatter(new Uint8Array(9000).fill(7));
    const counted: number[] = [];
    const named = client.options({ name: "counter" }).actor(Counter);
    const held = client.actor(Counter);
    const futures = [client.submit(work, 0, 10)];
    const expected = [0];
    for (let id = 1; id < TASKS; id++) {
      if (random.chance(0.2)) {
        futures.push(client.submit(nest, id));
        expected.push(2 * id + 0.75);
        continue;
      }
      const at = [random.below(id), random.below(id)];
      const parts = at.map((i) => futures[i] as (typeof futures)[number]);
      futures.push(client.submit(work, id, random.chance(0.5) ? 10 : 9000, ...parts));
      expected.push(at.reduce((sum, i) => sum + (expected[i] as number), id));
    }
    for (let i = 1 + random.below(3); i > 0; i--) {
      clock.after(random.next() * FAULTS_MS, () => {
        // What the scheduler has heard, and is gone with it.
        const { leader } = cluster.court;
        const heal = cluster.network.part((from, to) => from.process === leader && to.process === deaf);
        clock.after(random.next() * DEAF_MS, () => {
          cluster.court.restart();
          heal();
        });
      });
    }
    for (let i = 0; i < 10; i++) {
      clock.after(1000 + random.next() * FAULTS_MS, () => {
        void held.then((actor) => actor.increment()).then((n) => counted.push(n));
      });
    }
    const reused = reuse(cluster, client);
    let values: readonly number[] | null = null;
    void client.gather(futures).then((results) => {
      values = results.map(({ id }) => id);
    });
    await cluster.run(
      () => values !== null && counted.length === 10 && clock.now() > FAULTS_MS + 5000,
      LIMIT_MS,
    );
    const sizes: number[] = [];
    const again = await soon(cluster, client.lookup<Counter>("counter"));
    sizes.push(await soon(cluster, again.increment()));
    sizes.push(await soon(cluster, (await soon(cluster, held)).increment()));
    sizes.push(
      (await soon(
        cluster,
        client.submit((bytes: Uint8Array) => bytes[8999] ?? 0, data),
      )) as number,
    );
    await soon(cluster, named);
    const wrong = await soon(cluster, reused);
    const repeated = [...runs].filter(([, times]) => times > 1);
    return { values, expected, counted, sizes, repeated, wrong };
  } finally {
    (process as NodeJS.EventEmitter).off("troupe.spec", heard);
  }
}

/** What comes of it, under virtual time. */
async function soon<T>(cluster: SimulatedCluster, promise: PromiseLike<T>): Promise<T> {
  let end: { readonly value: T } | { readonly error: unknown } | null = null;
  promise.then(
    (value) => {
      end = { value };
    },
    (error: unknown) => {
      end = { error };
    },
  );
  await cluster.run(() => end !== null, LIMIT_MS);
  const known = end as { readonly value: T } | { readonly error: unknown } | null;
  if (known !== null && "value" in known) return known.value;
  throw known?.error;
}
