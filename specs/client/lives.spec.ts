import { expect } from "chai";
import type { Client } from "../../src/client/client.ts";
import type { Future } from "../../src/client/futures/future.ts";
import { SimulatedCluster } from "../simulation/cluster.ts";

const same = (x: number) => x;
const double = (x: number) => 2 * x;
const large = (x: number) => new Uint8Array(20_000).fill(x);

describe("a key", () => {
  it("has a life where a user gives it, or it is made of such or of what others made, for the next scheduler as well", async () => {
    const cluster = new SimulatedCluster(1, { drop: 0, repeat: 0, delay: 1 });
    const client = cluster.connect();
    const given = client.options({ key: "given" }).submit(same, 1);
    const plain = client.submit(same, 1);
    const theirs = cluster.connect().submit(same, 2);
    await cluster.run(() => cluster.scheduler.tables.tasks.has(theirs.key), 10_000);
    const others = client.future<number>(theirs.key);
    const futures = {
      given,
      ofGiven: client.submit(double, given),
      ofThat: client.submit(double, client.submit(double, given)),
      ofOthers: client.submit(double, others),
      plain,
      ofPlain: client.submit(double, plain),
      ofData: client.submit(double, client.scatter(1)),
      once: client.options({ pure: false }).submit(double, given),
    };
    const lives = async () => {
      const { tables } = cluster.scheduler;
      const keys = Object.values(futures).map(({ key }) => key);
      await cluster.run(() => keys.every((key) => tables.tasks.has(key)), 10_000);
      return keys.map((key) => tables.tasks.get(key)?.life ?? null);
    };
    const before = await lives();
    expect(before.slice(0, 4).every((life) => life !== null)).to.equal(true);
    expect(before.slice(4)).to.deep.equal([null, null, null, null]);
    cluster.court.restart();
    expect(await lives()).to.deep.equal(before);
  });

  it("has another life when a user gives it again", async () => {
    const cluster = new SimulatedCluster(1, { drop: 0, repeat: 0, delay: 1 });
    const client = cluster.connect().options({ key: "given" });
    const lives: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      const future = client.submit(same, i);
      const { tables } = cluster.scheduler;
      await cluster.run(() => tables.tasks.has("given"), 10_000);
      lives.push(tables.tasks.get("given")?.life);
      void future.cancel();
      await cluster.run(() => !tables.tasks.has("given"), 10_000);
    }
    expect(new Set(lives).size).to.equal(2);
  });
});

describe("a run that its client has cancelled, when another scheduler takes over", () => {
  /** Runs for as long as it is let; `others` want it as well. */
  async function begin(others: number) {
    const cluster = new SimulatedCluster(1, { drop: 0, repeat: 0, delay: 5 });
    const worker = cluster.addWorker(1, 1e9, []);
    const future = cluster.connect().submit(same, 1);
    const isRunning = () => worker.service.tables.runs.has(future.key);
    await cluster.run(isRunning, 1000);
    const guests = Array.from({ length: others }, () => cluster.connect().future<number>(future.key));
    const isWanted = () => cluster.scheduler.tables.tasks.get(future.key)?.holders.length === 1 + others;
    await cluster.run(isWanted, 1000);
    return { cluster, worker, future, guests, isRunning };
  }

  it("is ended at once, though the former one had acknowledged that and could not say so to its worker", async () => {
    const { cluster, worker, future, isRunning } = await begin(0);
    const heal = cluster.network.part((_from, to) => to.process === worker.process);
    void future.cancel();
    const past = cluster.clock.now() + 1000;
    await cluster.run(() => cluster.clock.now() > past, 2000);
    expect(isRunning()).to.equal(true);
    heal();
    cluster.court.restart();
    await cluster.run(() => !isRunning(), 5000);
  });

  it("is ended at once, though the former one was gone by then", async () => {
    const { cluster, future, isRunning } = await begin(0);
    cluster.court.restart();
    void future.cancel();
    await cluster.run(() => !isRunning(), 5000);
  });

  it("goes on where another client wants it", async () => {
    const { cluster, future, guests, isRunning } = await begin(1);
    cluster.court.restart();
    void future.cancel();
    const past = cluster.clock.now() + 5000;
    await cluster.run(() => cluster.clock.now() > past, 10_000);
    expect([isRunning(), guests[0]?.cancelled()]).to.deep.equal([true, false]);
  });
});

describe("a key that is cancelled and given again, when another scheduler takes over", () => {
  let cluster: SimulatedCluster;
  let client: Client;
  beforeEach(async () => {
    cluster = new SimulatedCluster(1, { drop: 0, repeat: 0, delay: 5 });
    cluster.addWorker(1, 100, []);
    client = cluster.connect();
    await cluster.run(() => cluster.scheduler.tables.workers.size === 1, 1000);
  });

  const give = (value: number) => client.options({ key: "given" }).submit(same, value);

  /** What comes of futures once another scheduler leads, which is so after some ms. */
  async function takeOver(ms: number, ...futures: readonly Future<unknown>[]): Promise<unknown[]> {
    cluster.clock.after(ms, () => cluster.court.restart());
    const former = cluster.scheduler;
    await cluster.run(() => cluster.scheduler !== former, 1000);
    let ends: unknown[] | undefined;
    void Promise.all(futures.map((future) => future.then(String, (error) => (error as Error).name))).then(
      (all) => {
        ends = all;
      },
    );
    await cluster.run(() => ends !== undefined, 60_000);
    return ends ?? [];
  }

  for (const ms of [0, 2, 4, 6])
    it(`has its new value, and what depends on the old one is cancelled, ${ms} ms afterwards`, async () => {
      const old = give(1);
      const twice = client.submit(double, old);
      const between = client.submit(double, twice);
      const last = client.submit(double, between);
      await cluster.run(() => cluster.scheduler.tables.tasks.has(last.key), 1000);
      between.release();
      void old.cancel();
      const anew = give(2);
      const ends = await takeOver(ms, twice, last, anew);
      expect(ends).to.deep.equal(["CancelledError", "CancelledError", "2"]);
    });

  it("has its new value also where something large is there that was made of the old one", async () => {
    const old = give(1);
    const made = client.submit(large, old);
    await cluster.run(() => made.done(), 10_000);
    void old.cancel();
    const anew = give(2);
    const [value, bytes] = await takeOver(0, anew, made);
    expect(value).to.equal("2");
    expect(String(bytes).slice(0, 5)).to.equal("1,1,1");
  });
});
