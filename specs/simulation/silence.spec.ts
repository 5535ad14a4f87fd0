import { expect } from "chai";
import { Client } from "../../src/client/client.ts";
import { SimulatedCluster } from "./cluster.ts";
import type { SimulatedBus } from "./network.ts";

/** A simulated cluster, and clients of it whose connections come and go. */
class Scene {
  readonly cluster = new SimulatedCluster(1, { drop: 0, repeat: 0, delay: 5 });

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

  it("asks the next scheduler again for what it waits for", async () => {
    const { client } = scene.connect("one");
    const item = client.queue<number>("q").get();
    const lock = client.lock("x").acquire({ timeout: 60_000 });
    await scene.until(lock);
    scene.cluster.restartScheduler();
    await scene.until(scene.cluster.scheduler.leading, 5000);
    await scene.until(client.queue<number>("q").put(1), 10_000);
    expect(await scene.until(item, 10_000)).to.equal(1);
    const again = await scene.until(client.lock("x").acquire());
    expect(again.token).to.be.greaterThan((await lock).token);
  });
});
