import { expect } from "chai";
import {
  CaptureError,
  Client,
  getClient,
  getWorker,
  LocalCluster,
  LostError,
  SerializationError,
} from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

/** Notes whom it sees first of all. */
class Lookout {
  readonly first = getClient()
    .workers()
    .map(({ name }) => name);
}

describeOnEachBus("run", { workers: 2 }, (shared) => {
  const names = () => shared.client.workers().map(({ name }) => name);

  it("runs a function once on every worker, with the results by name", async () => {
    const where = await shared.client.run(() => getWorker().name);
    expect([...where]).to.deep.equal(names().map((name) => [name, name]));
  });

  it("takes arguments as a task does, futures too, and gives results of any size", async () => {
    const { client } = shared;
    const data = client.submit((size: number) => new Uint8Array(size).fill(9), 100_000);
    const results = await client.run((bytes: Uint8Array, n: number) => bytes.map((x) => x + n), data, 1);
    expect([...results.keys()]).to.deep.equal(names());
    for (const bytes of results.values()) expect(bytes).to.deep.equal(new Uint8Array(100_000).fill(10));
  });

  it("runs though all threads are busy, and can use the cluster", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const busy = [1, 2].map((i) => client.submit(passGate, gate.port, i));
    await gate.arrived(2);
    expect([...(await client.run(() => 5)).values()]).to.deep.equal([5, 5]);
    gate.open();
    await client.gather(busy);
    const nested = await client.run(async (x: number) => getClient().submit((y: number) => y * 2, x), 4);
    expect([...nested.values()]).to.deep.equal([8, 8]);
  });

  it("knows all workers in a task or actor, though its thread has had nothing to do with the cluster before", async () => {
    const { client } = shared;
    const look = () =>
      getClient()
        .workers()
        .map(({ name }) => name);
    await client.restart();
    expect(await client.submit(look)).to.have.members(names());
    const lookout = await client.actor(Lookout);
    expect(await lookout.first).to.have.members(names());
    await client.restart();
    const nested = await client.submit(async () => getClient().run(() => getWorker().name));
    expect([...nested.keys()]).to.have.members(names());
    expect([...nested.values()]).to.deep.equal([...nested.keys()]);
  });

  it("runs on all workers at the same time", async () => {
    await using gate = await Gate.build();
    const results = shared.client.run(passGate, gate.port, "together");
    await gate.arrived(2);
    gate.open();
    expect([...(await results).values()]).to.deep.equal(["together", "together"]);
  });

  it("rejects with the error of one worker, which names it", async () => {
    const [, second = ""] = names();
    const pick = (name: string) => {
      if (getWorker().name === name) throw new RangeError("not here");
      return "fine";
    };
    const error = await failureOf(shared.client.run(pick, second));
    expect(error).to.be.instanceOf(RangeError);
    expect(error.message).to.include("not here").and.to.include(second);
    const exits = await failureOf(shared.client.run(() => process.exit(3)));
    expect(exits.message).to.include("process.exit(3)").and.to.include(names()[0]);
    expect([...(await shared.client.run(() => 1)).values()]).to.deep.equal([1, 1]);
  });

  it("refuses what cannot be sent, and loses no thread for it", async () => {
    const local = 1;
    expect(await failureOf(shared.client.run(() => local))).to.be.instanceOf(CaptureError);
    expect(await failureOf(shared.client.run((x: unknown) => x, Symbol("no")))).to.be.instanceOf(
      SerializationError,
    );
    expect(await failureOf(shared.client.run(() => () => 1))).to.be.instanceOf(SerializationError);
  });
});

describeOnEachBus("run on a worker that leaves meanwhile", { workers: 0 }, (shared) => {
  it("rejects with LostError, which names it", async () => {
    await using gate = await Gate.build();
    const cluster = await LocalCluster.start({ bus: shared.bus, workers: 1 });
    const client = await Client.connect(cluster);
    const [worker] = client.workers();
    const results = client.run(passGate, gate.port, 1);
    const error = failureOf(results);
    await gate.arrived();
    await Promise.all([cluster.close(), error]).catch(() => {});
    expect(await error).to.be.instanceOf(LostError);
    expect((await error).message).to.include(worker?.name);
    await client.close();
  });

  it("has nobody to run on where there are no workers", async () => {
    expect(await shared.client.run(() => 1)).to.deep.equal(new Map());
  });
});
