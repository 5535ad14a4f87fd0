import { expect } from "chai";
import { Client } from "../../src/client/client.ts";
import { OUTSIDE } from "../../src/client/session/surroundings.ts";
import { SimulatedCluster } from "../simulation/cluster.ts";

describe("the slot of a task that is called back by a future", () => {
  let cluster: SimulatedCluster;
  let client: Client;
  /** Waits of the task: that have begun, and that are not over. */
  let begun: number;
  let open: number;

  beforeEach(async () => {
    begun = 0;
    open = 0;
    cluster = new SimulatedCluster(1, { drop: 0, repeat: 0, delay: 1 });
    cluster.addWorker(1, 10, []);
    const wait = () => {
      begun++;
      open++;
      return () => open--;
    };
    const surroundings = { ...OUTSIDE, wait };
    const bus = cluster.network.connect();
    const { clock } = cluster;
    client = Client.over({ bus, clock, cluster: "default", address: "client.task", surroundings });
    await cluster.run(() => client.workers().length === 1, 1000);
  });

  it("is given away until the future has ended", async () => {
    const future = client.submit((x: number) => x, 1);
    const seen: unknown[] = [];
    for (let i = 0; i < 2; i++) future.addDoneCallback(({ status }) => seen.push([status, open]));
    expect([begun, open]).to.deep.equal([2, 2]);
    await cluster.run(() => seen.length === 2, 10_000);
    expect(seen).to.deep.equal(Array(2).fill(["finished", 0]));
  });

  it("is not where the future had ended before", async () => {
    const small = client.submit((x: number) => x, 1);
    const large = client.submit((size: number) => new Uint8Array(size), 100_000);
    const released = client.submit((x: number) => x, 2);
    released.release();
    const futures = [small, large, released];
    await cluster.run(() => futures.every((future) => future.done()), 10_000);
    const called: unknown[] = [];
    for (const future of futures) future.addDoneCallback((it) => called.push(it));
    expect(called).to.deep.equal([]);
    await Promise.resolve();
    expect(called).to.deep.equal(futures);
    expect(begun).to.equal(0);
  });

  it("holds the key until then, and no longer", async () => {
    const { tables } = cluster.scheduler;
    const future = client.submit((x: number) => x, 3);
    const { key } = future;
    let called = false;
    future.addDoneCallback(() => {
      called = true;
    });
    future.release();
    await cluster.run(() => called, 10_000);
    await cluster.run(() => !tables.tasks.has(key), 10_000);
  });
});
