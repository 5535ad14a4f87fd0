import { expect } from "chai";
import { Client } from "../../src/client/client.ts";
import type { Lease } from "../../src/client/coordination/lease.ts";
import type { SimulatedBus } from "./bus.ts";
import { SimulatedCluster } from "./cluster.ts";
import type { Weather } from "./network.ts";

const FAIR: Weather = { drop: 0, repeat: 0, delay: 5 };

/** A simulated cluster, and clients of it whose connections come and go. */
class Scene {
  readonly cluster = new SimulatedCluster(1, FAIR);

  connect(name: string): { readonly client: Client; readonly bus: SimulatedBus } {
    const { clock, network, random } = this.cluster;
    const bus = network.connect();
    const address = `client.${name}`;
    const seams = { bus, cluster: "default", address, name, clock, random: () => random.hex() };
    return { client: Client.over(seams, async () => {}), bus };
  }

  /** What a promise settles with, before `limit` ms of virtual time are over. */
  async until<T>(promise: Promise<T>, limit = 1000): Promise<T> {
    let settled = false;
    const over = () => {
      settled = true;
    };
    promise.then(over, over);
    await this.cluster.run(() => settled, limit);
    return promise;
  }

  async pass(ms: number): Promise<void> {
    await this.until(new Promise<void>((resolve) => this.cluster.clock.after(ms, resolve)), ms + 1);
  }
}

describe("a client that falls silent", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = new Scene();
    await scene.until(scene.cluster.scheduler.leading, 5000);
  });

  it("has its lock given on within 7 s when it was killed", async () => {
    const [one, two] = [scene.connect("one"), scene.connect("two")];
    const first = await scene.until(one.client.lock("x").acquire());
    one.bus.cut();
    const second = await scene.until(two.client.lock("x").acquire(), 7000);
    expect(second.token).to.be.greaterThan(first.token);
  });

  it("has its lease no more when it comes back, and is told so when it releases it", async () => {
    const [one, two] = [scene.connect("one"), scene.connect("two")];
    const first = await scene.until(one.client.lock("x").acquire());
    one.bus.alive = false;
    const second = await scene.until(two.client.lock("x").acquire(), 7000);
    one.bus.alive = true;
    const failure = await scene.until(
      first.release().then(
        () => null,
        (error: Error) => error,
      ),
      10_000,
    );
    expect(failure?.message).to.match(/^Lock "x" is not held by this lease any more/);
    await scene.until(second.release());
  });

  it("keeps its lease in a shorter silence", async () => {
    const [one, two] = [scene.connect("one"), scene.connect("two")];
    const held = await scene.until(one.client.lock("x").acquire());
    one.bus.alive = false;
    await scene.pass(2000);
    one.bus.alive = true;
    await scene.pass(20_000);
    await scene.until(held.release());
    await scene.until(two.client.lock("x").acquire());
  });

  it("keeps its lease while something large that it says is on its way for long", async () => {
    const { cluster } = scene;
    const { client } = scene.connect("one");
    const held = await scene.until(client.lock("x").acquire());
    cluster.network.weather = { ...FAIR, delay: 1500 };
    using size = client.submit((bytes: Uint8Array) => bytes.length, new Uint8Array(20 << 20));
    await scene.pass(10_000);
    expect(cluster.scheduler.tables.tasks.has(size.key)).to.equal(false);
    cluster.network.weather = FAIR;
    await scene.until(held.release(), 10_000);
  });

  it("swallows no item, and gets one when it is back", async () => {
    const [one, two] = [scene.connect("one"), scene.connect("two")];
    const late = one.client.queue<number>("q").get();
    await scene.pass(100);
    one.bus.alive = false;
    await scene.pass(7000);
    const queue = two.client.queue<number>("q");
    await scene.until(queue.put(1));
    expect(await scene.until(queue.get())).to.equal(1);
    one.bus.alive = true;
    await scene.until(queue.put(2));
    expect(await scene.until(late, 10_000)).to.equal(2);
  });

  describe("for over a minute", () => {
    let one: ReturnType<Scene["connect"]>;
    let other: Client;
    beforeEach(() => {
      one = scene.connect("one");
      other = scene.connect("two").client;
    });

    /** What the client has begun arrives, and no answer comes back. */
    async function loseAnswers(): Promise<void> {
      const { network } = scene.cluster;
      await scene.pass(0);
      network.weather = { ...FAIR, drop: 1 };
      await scene.pass(10);
      one.bus.muted = true;
      network.weather = FAIR;
    }

    /** It is not heard until the scheduler has parted with it, and then comes back. */
    async function sleep(): Promise<void> {
      one.bus.muted = true;
      await scene.pass(70_000);
      expect(scene.cluster.scheduler.tables.clients.has("client.one")).to.equal(false);
      one.bus.muted = false;
    }

    it("is told what came of changes whose answers were lost, and makes none twice", async () => {
      const { client } = one;
      await scene.until(client.queue("q").size());
      const changes = [
        client.queue("q").put("once"),
        client.event("e").set(),
        client.variable("v").set("once"),
      ];
      await loseAnswers();
      await scene.until(other.event("e").clear());
      await scene.until(other.variable("v").set("later"));
      await sleep();
      await scene.until(Promise.all(changes), 10_000);
      await scene.pass(10_000);
      expect(await scene.until(other.queue("q").get({ batch: true }))).to.deep.equal(["once"]);
      expect(await scene.until(other.event("e").isSet())).to.equal(false);
      expect(await scene.until(other.variable("v").get())).to.equal("later");
    });

    it("is given the item that was to be its own, and takes no other", async () => {
      const queue = other.queue<number>("q");
      const item = one.client.queue<number>("q").get();
      await scene.pass(100);
      one.bus.muted = true;
      await scene.until(queue.put(1));
      await sleep();
      expect(await scene.until(item, 10_000)).to.equal(1);
      await scene.until(queue.put(2));
      expect(await scene.until(queue.get({ batch: true }))).to.deep.equal([2]);
    });

    it("is granted another lease in place of one that it has lost and never heard of", async () => {
      const lock = one.client.lock("x").acquire();
      await loseAnswers();
      const between = await scene.until(other.lock("x").acquire(), 10_000);
      await scene.until(between.release());
      await sleep();
      const held = await scene.until(lock, 10_000);
      expect(held.token).to.be.above(between.token);
      await scene.until(held.release());
    });

    it("goes on by itself with all that can be asked twice", async () => {
      const { client } = one;
      const held = await scene.until(other.lock("x").acquire());
      await scene.until(other.variable("v").set(1));
      const values: unknown[] = [];
      client.variable("v").changes$.subscribe((value) => values.push(value));
      const waits = [client.lock("x").acquire(), client.event("e").wait(), client.variable("w").get()];
      await scene.pass(100);
      const asked = [client.queue("q").size(), client.event("e").isSet()];
      await loseAnswers();
      await sleep();
      expect(await scene.until(Promise.all(asked), 10_000)).to.deep.equal([0, false]);
      await scene.until(held.release());
      await scene.until(other.event("e").set());
      for (const name of ["v", "w"]) await scene.until(other.variable(name).set(2));
      const [lease, , value] = await scene.until(Promise.all(waits));
      expect((lease as Lease).token).to.be.greaterThan(held.token);
      expect(value).to.equal(2);
      expect([...new Set(values)]).to.deep.equal([1, 2]);
    });
  });

  it("is not answered for long by a scheduler that has missed that another leads", async () => {
    const { cluster } = scene;
    const former = cluster.scheduler;
    const heal = cluster.network.part(() => true);
    cluster.court.usurp(0);
    await scene.until(cluster.scheduler.leading, 5000);
    heal();
    expect(await scene.until(former.ended, 3000)).to.equal("superseded");
    const { client } = scene.connect("one");
    await scene.until(client.variable("v").set(1), 5000);
    expect(cluster.scheduler.tables.clients.has("client.one")).to.equal(true);
  });

  it("asks the next scheduler again for what it waits for", async () => {
    const { client } = scene.connect("one");
    const item = client.queue<number>("q").get();
    const lock = client.lock("x").acquire({ timeout: 60_000 });
    await scene.until(lock);
    scene.cluster.court.restart();
    await scene.until(scene.cluster.scheduler.leading, 5000);
    await scene.until(client.queue<number>("q").put(1), 10_000);
    expect(await scene.until(item, 10_000)).to.equal(1);
    const again = await scene.until(client.lock("x").acquire());
    expect(again.token).to.be.greaterThan((await lock).token);
  });
});
