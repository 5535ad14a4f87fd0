import { expect } from "chai";
import { first, firstValueFrom, lastValueFrom, toArray } from "rxjs";
import { Client, type ClientStatus, LocalCluster, TimeoutError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

const same = <T>(value: T): T => value;

describeOnEachBus("a local cluster", { workers: 1 }, (shared) => {
  it("has the workers that it was asked for, more or fewer later", async () => {
    const { client, cluster } = shared;
    expect(cluster.workers).to.equal(1);
    const [worker] = client.workers();
    expect(worker).to.have.all.keys("name", "address", "threads", "host");
    await cluster.scale(3);
    await client.waitForWorkers(3);
    expect(cluster.workers).to.equal(3);
    await cluster.scale(1);
    await firstValueFrom(client.status$.pipe(first(({ workers }) => workers === 1)));
    expect(client.workers()).to.deep.equal([worker]);
    expect((await failureOf(cluster.scale(-1))).name).to.equal("TypeError");
  });

  it("keeps results and work when workers leave", async () => {
    const { client, cluster } = shared;
    await cluster.scale(2);
    const large = client.map((i: number) => new Uint8Array(50_000).fill(i), [1, 2, 3, 4]);
    await client.gather(large);
    await cluster.scale(0);
    const sum = client.submit((all: Uint8Array[]) => all.map(([first]) => first), large);
    await cluster.scale(1);
    expect(await sum).to.deep.equal([1, 2, 3, 4]);
  });

  it("tells a client how things stand, until it is closed", async () => {
    const client = await Client.connect(shared.cluster);
    await client.waitForWorkers(1);
    const story = lastValueFrom(client.status$.pipe(toArray()));
    await client.close();
    const states: ClientStatus[] = await story;
    expect(states[0]).to.deep.equal({
      connection: "connected",
      scheduler: "present",
      workers: 1,
      paused: 0,
    });
    expect(states.at(-1)?.connection).to.equal("closed");
    expect(await lastValueFrom(client.status$)).to.include({ connection: "closed" });
  });

  it("says when there is room for more", async () => {
    const { client } = shared;
    const futures = client.map(same, Array(5000).keys());
    await client.ready();
    expect(await client.gather(futures)).to.have.lengthOf(5000);
  });

  it("lets a wait for workers run out of time", async () => {
    expect(await failureOf(shared.client.waitForWorkers(2, { timeout: 5 }))).to.be.instanceOf(TimeoutError);
    await shared.client.waitForWorkers(0);
  });

  it("ends with `await using`, of a client too", async () => {
    let kept: Client;
    {
      await using client = await Client.local({ bus: shared.bus, workers: 1 });
      expect(await client.submit(same, 1)).to.equal(1);
      kept = client;
    }
    expect(() => kept.submit(same, 2)).to.throw("closed");
    let url: string;
    {
      await using cluster = await LocalCluster.start({ bus: shared.bus, workers: 0 });
      url = cluster.url;
      await using client = await Client.connect(cluster);
      expect(client.workers()).to.deep.equal([]);
    }
    if (shared.bus === "nats") {
      expect(await failureOf(Client.connect(url, { timeout: 100 }))).to.be.instanceOf(TimeoutError);
    }
  });

  it("can be closed twice, with work under way", async () => {
    await using gate = await Gate.build();
    const client = await Client.local({ bus: shared.bus, workers: 1 });
    const running = client.submit(passGate, gate.port, 1);
    const error = failureOf(running);
    await gate.arrived();
    await Promise.all([client.close(), client.close()]);
    await client.close();
    expect((await error).name).to.equal("ClosedError");
  });
});
