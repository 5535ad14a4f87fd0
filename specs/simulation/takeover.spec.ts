import { expect } from "chai";
import type { Client } from "../../src/client/client.ts";
import { SimulatedCluster } from "./cluster.ts";

declare const getClient: () => Client;
declare const getTask: () => { readonly key: string };

const SEEDS = Math.min(100, Number(process.env["SEEDS"] ?? 20));
const FIRST = Number(process.env["SEED"] ?? 1);

/** Virtual ms in which schedulers come and go, and in which all is over. */
const FAULTS_MS = 12_000;
const LIMIT_MS = 120_000;
const TASKS = 30;

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

/** Has schedulers follow each other while a client works; says how often each task ran, and how it all came out. */
async function takeOver(seed: number) {
  const cluster = new SimulatedCluster(seed, { drop: 0, repeat: 0.05, delay: 1 + (seed % 40) });
  const { random, clock } = cluster;
  const runs = new Map<string, number>();
  const listen = (key: string) => runs.set(key, 1 + (runs.get(key) ?? 0));
  /** Small results that a scheduler took along, which may have been on their way to a client. */
  const lost = new Set<string>();
  (process as NodeJS.EventEmitter).on("troupe.spec", listen);
  try {
    for (let i = 2 + random.below(2); i > 0; i--) cluster.addWorker(1 + random.below(2), 3000, []);
    const client = cluster.connect().options({ pure: false });
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
        for (const row of cluster.scheduler.tables.tasks.values()) if (row.atHand) lost.add(row.key);
        cluster.court.restart();
      });
    }
    for (let i = 0; i < 10; i++) {
      clock.after(1000 + random.next() * FAULTS_MS, () => {
        void held.then((actor) => actor.increment()).then((n) => counted.push(n));
      });
    }
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
    const repeated = [...runs].filter(([key, times]) => times > 1 && !lost.has(key));
    return { values, expected, counted, sizes, repeated, ran: runs.size };
  } finally {
    (process as NodeJS.EventEmitter).off("troupe.spec", listen);
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

describe("schedulers that follow each other, simulated", () => {
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    it(`have nothing run twice whose worker is there, and actors and data live on (SEED=${seed})`, async () => {
      const { values, expected, counted, sizes, repeated } = await takeOver(seed);
      expect(values).to.deep.equal(expected);
      expect(repeated).to.deep.equal([]);
      expect([...counted].sort((a, b) => a - b)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(sizes).to.deep.equal([1, 11, 7]);
    });
  }
});
