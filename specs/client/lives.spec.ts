import { expect } from "chai";
import { SimulatedCluster } from "../simulation/cluster.ts";

const same = (x: number) => x;
const double = (x: number) => 2 * x;

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
