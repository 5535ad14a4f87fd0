import { expect } from "chai";
import { type Client, ClosedError, SerializationError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf, thrownBy } from "../support/failure.ts";

describeOnEachBus("a queue used wrongly", { workers: 1, threads: 1 }, (shared) => {
  let client: Client;
  let other: Client;
  before(async () => {
    client = shared.client;
    other = await shared.join();
  });

  it("rejects an item over the limit, and says what to do instead", async () => {
    const queue = client.queue<Uint8Array>();
    const failure = await failureOf(queue.put(new Uint8Array(1 << 20)));
    expect(failure).to.be.instanceOf(SerializationError);
    expect(failure.message).to.match(/1048576 are allowed here\. Scatter it, and send its future\.$/);
    await queue.put(new Uint8Array(1_000_000));
    expect((await queue.get()).byteLength).to.equal(1_000_000);
  });

  it("rejects what cannot travel", async () => {
    expect(await failureOf(client.queue<unknown>().put({ f: () => 1 }))).to.be.instanceOf(SerializationError);
    expect(await failureOf(client.queue<unknown>().put(Symbol("s")))).to.be.instanceOf(SerializationError);
  });

  it("rejects a future that is gone, or of another client", async () => {
    const future = client.submit((x: number) => x, 1);
    expect(await failureOf(other.queue<unknown>().put(future))).to.be.instanceOf(TypeError);
    future.release();
    expect((await failureOf(client.queue<unknown>().put(future))).code).to.equal("CANCELLED");
  });

  it("throws for a name that is no token, and for options that are none", () => {
    for (const name of ["", "a b", "a.b", "*", "x".repeat(65), 7 as unknown as string])
      expect(thrownBy(() => client.queue(name))).to.be.instanceOf(TypeError);
    expect(thrownBy(() => client.queue("a b")).message).to.match(/^Option "name" is .* not "a b"\.$/);
    const wrong = { maxsize: 1 } as object;
    expect(thrownBy(() => client.queue("q", wrong)).message).to.match(/no option "maxsize".*maxSize/);
    expect(thrownBy(() => client.queue("q", { maxSize: -1 }))).to.be.instanceOf(TypeError);
    expect(thrownBy(() => client.queue("q", { maxSize: 1.5 }))).to.be.instanceOf(TypeError);
  });

  it("rejects options that are none", async () => {
    const queue = client.queue<number>("wrong");
    for (const options of [{ timeout: -1 }, { timeout: "1" }, { batch: 0 }, { batch: 1.5 }, { patience: 1 }])
      expect(await failureOf(queue.get(options as object))).to.be.instanceOf(TypeError);
    expect(await failureOf(queue.put(1, { timeout: Number.NaN }))).to.be.instanceOf(TypeError);
    expect(await queue.size()).to.equal(0);
  });

  it("rejects two limits for one name, and more items at once than it holds", async () => {
    const queue = client.queue<number>("limits", { maxSize: 2 });
    await queue.put(1);
    const conflict = await failureOf(other.queue<number>("limits", { maxSize: 3 }).put(2));
    expect(conflict.message).to.match(/has a maxSize of 2 already, not 3/);
    expect((await failureOf(queue.get({ batch: 3 }))).message).to.match(/never holds 3 items/);
    await other.queue<number>("limits").put(2);
    expect(await queue.get({ batch: 2 })).to.deep.equal([1, 2]);
  });

  it("rejects everything once its client is closed", async () => {
    const guest = await shared.join();
    const queue = guest.queue<number>("closed");
    await guest.close();
    for (const use of [queue.put(1), queue.get(), queue.size(), queue[Symbol.asyncIterator]().next()])
      expect(await failureOf(use)).to.be.instanceOf(ClosedError);
  });
});
