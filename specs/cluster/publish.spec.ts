import { expect } from "chai";
import { CancelledError, Client, ClosedError, LocalCluster, NotFoundError, TroupeError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf, thrownBy } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

const bytes = (size: number, first: number) => new Uint8Array(size).fill(first);
const length = (data: Uint8Array) => data.length;

describeOnEachBus("what is published", { workers: 2 }, (shared) => {
  it("is found by name from another client, and outlives the client that published it", async () => {
    const { client } = shared;
    const publisher = await Client.connect(shared.cluster);
    const small = publisher.submit((x: number) => x + 1, 100);
    const large = publisher.submit(bytes, 100_000, 7);
    await publisher.publish("small", small);
    await publisher.publish("large", large);
    await publisher.close();
    expect(await client.published("small")).to.equal(101);
    const data = client.published<Uint8Array>("large");
    expect(data.status).to.equal("pending");
    expect((await data).subarray(0, 2)).to.deep.equal(bytes(2, 7));
    expect(await client.submit(length, client.published<Uint8Array>("large"))).to.equal(100_000);
    await client.unpublish("small");
    await client.unpublish("large");
  });

  it("is there at once though all threads are busy", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const large = client.submit(bytes, 100_000, 8);
    await large;
    const busy = [1, 2].map((i) => client.submit(passGate, gate.port, i));
    await gate.arrived(2);
    await client.publish("amid work", large);
    large.release();
    expect(await client.published<Uint8Array>("amid work")).to.have.lengthOf(100_000);
    gate.open();
    await client.gather(busy);
    await client.unpublish("amid work");
  });

  it("may be pending still, and fail: then so does what is found", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const other = await shared.join();
    await client.publish("pending", client.submit(passGate, gate.port, "passed"));
    const found = other.published<string>("pending");
    gate.open();
    expect(await found).to.equal("passed");
    const fail = () => {
      throw new RangeError("no value");
    };
    const failing = client.submit(fail);
    await client.publish("failing", failing);
    const error = await failureOf(other.published("failing"));
    expect(error).to.be.instanceOf(RangeError).with.property("key", failing.key);
    await client.unpublish("pending");
    await client.unpublish("failing");
  });

  it("fails with NotFoundError where nothing goes by that name, or does no more", async () => {
    const { client } = shared;
    const missing = client.published("nothing");
    const error = await failureOf(missing);
    expect(error).to.be.instanceOf(NotFoundError);
    expect(error.message).to.include('"nothing"');
    await client.publish("soon gone", client.submit(bytes, 10_000, 1));
    const found = client.published<Uint8Array>("soon gone");
    await client.unpublish("soon gone");
    expect(await found).to.have.lengthOf(10_000);
    expect(await failureOf(client.published("soon gone"))).to.be.instanceOf(NotFoundError);
    await client.unpublish("soon gone");
  });

  it("keeps its name from others, unless they override it", async () => {
    const { client } = shared;
    const first = client.submit(bytes, 10, 1);
    const second = client.submit(bytes, 10, 2);
    await client.publish("name", first);
    await client.publish("name", first);
    const error = await failureOf(client.publish("name", second));
    expect(error).to.be.instanceOf(TroupeError);
    expect(error.message).to.include('"name"').and.to.include("override");
    await client.publish("name", second, { override: true });
    expect(await client.published("name")).to.deep.equal(bytes(10, 2));
    await client.unpublish("name");
  });

  it("is not ended by its publisher's cancel, but by anybody's by force", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const future = client.submit(passGate, gate.port, "kept");
    await client.publish("kept", future);
    await future.cancel();
    const found = client.published("kept");
    gate.open();
    expect(await found).to.equal("kept");
    const forced = client.submit(bytes, 10, 3);
    await client.publish("forced", forced);
    await forced.cancel({ force: true });
    expect(await failureOf(client.published("forced"))).to.be.instanceOf(NotFoundError);
    await client.unpublish("kept");
  });

  it("refuses what cannot be published", async () => {
    const { client } = shared;
    const other = await shared.join();
    const foreign = other.submit(bytes, 10, 4);
    expect(await failureOf(client.publish("x", foreign))).to.be.instanceOf(TypeError);
    const released = client.submit(bytes, 10, 5);
    released.release();
    expect(await failureOf(client.publish("x", released))).to.be.instanceOf(CancelledError);
    const future = client.submit(bytes, 10, 6);
    expect(await failureOf(client.publish("", future))).to.be.instanceOf(TypeError);
    expect(await failureOf(client.publish("x", 5 as never))).to.be.instanceOf(TypeError);
    expect(await failureOf(client.publish("x", future, { loud: true } as never))).to.be.instanceOf(TypeError);
    expect(thrownBy(() => client.published(7 as never))).to.be.instanceOf(TypeError);
    expect(await failureOf(client.unpublish(undefined as never))).to.be.instanceOf(TypeError);
  });
});

describe("what is published, when its publisher is closed", () => {
  it("cannot be asked for through it", async () => {
    const cluster = await LocalCluster.start({ bus: "memory", workers: 1 });
    const client = await Client.connect(cluster);
    const future = client.submit(bytes, 10, 1);
    await client.close();
    expect(thrownBy(() => client.published("x"))).to.be.instanceOf(ClosedError);
    for (const call of [
      client.unpublish("x"),
      client.processing(),
      client.restart(),
      client.run(Math.random),
    ])
      expect(await failureOf(call)).to.be.instanceOf(ClosedError);
    expect((await failureOf(client.publish("x", future))).name).to.match(/ClosedError|CancelledError/);
    await cluster.close();
  });
});
