import { expect } from "chai";
import { Client } from "../../src/client/client.ts";
import { acquainted } from "../../src/executor/thread-client.ts";
import { SimulatedCluster } from "../simulation/cluster.ts";
import { Office } from "../support/office.ts";

describe("a client that comes while a scheduler takes over from another", () => {
  it("runs on all workers, once that is known", async () => {
    const cluster = new SimulatedCluster(1, { drop: 0, repeat: 0, delay: 5 });
    for (let i = 0; i < 3; i++) cluster.addWorker(1, 10, []);
    const old = cluster.connect();
    await cluster.run(() => old.workers().length === 3, 1000);
    cluster.court.restart();
    await cluster.run(() => cluster.scheduler.tables.recovery !== null, 10_000);
    const newcomer = cluster.connect();
    let results: ReadonlyMap<string, number> | undefined;
    const run = newcomer
      .run((x: number) => x, 7)
      .then((all) => {
        results = all;
      });
    await cluster.run(() => results !== undefined, 20_000);
    await run;
    expect([...(results ?? [])]).to.have.deep.members(["w0", "w1", "w2"].map((name) => [name, 7]));
  });
});

describe("the client of a thread", () => {
  /** A client that makes itself acquainted, with how many workers it knows when it has. */
  function meet({ network, clock }: Pick<Office, "network" | "clock">, address: string) {
    const seams = { bus: network.connect(), clock, cluster: "default", address };
    const client = Client.over(seams, async () => {});
    return { client, met: acquainted(client).then(() => client.workers().length) };
  }

  it("knows the workers, once a scheduler that takes over does", async () => {
    const cluster = new SimulatedCluster(1, { drop: 0, repeat: 0, delay: 5 });
    for (let i = 0; i < 2; i++) cluster.addWorker(1, 10, []);
    const old = cluster.connect();
    await cluster.run(() => old.workers().length === 2, 1000);
    cluster.court.restart();
    await cluster.run(() => cluster.scheduler.tables.recovery !== null, 10_000);
    const { client, met } = meet(cluster, "client.w0-1");
    await cluster.run(() => client.workers().length > 0, 10_000);
    expect(await met).to.equal(2);
  });

  it("waits for no scheduler that is silent", async () => {
    const office = new Office();
    const { met } = meet(office, "client.w0-1");
    let over = false;
    void met.then(() => {
      over = true;
    });
    await office.pass(2500);
    await new Promise(setImmediate);
    expect(over).to.equal(false);
    await office.pass(1000);
    expect(await met).to.equal(0);
  });

  it("waits no longer when it is closed", async () => {
    const { client, met } = meet(new Office(), "client.w0-1");
    void client.close();
    expect(await met).to.equal(0);
  });
});
