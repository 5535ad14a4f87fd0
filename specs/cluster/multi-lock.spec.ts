import { expect } from "chai";
import { type Client, getClient, type MultiLock, TimeoutError, TroupeError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf, thrownBy } from "../support/failure.ts";

describeOnEachBus("a multi-lock", { workers: 2, threads: 1 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("takes all its locks or none", async () => {
    const b = await client.lock("b").acquire();
    const both = client.multiLock(["a", "b"]);
    expect(await failureOf(both.acquire({ timeout: 5 }))).to.be.instanceOf(TimeoutError);
    await (await client.lock("a").acquire({ timeout: 0 })).release();
    const waiting = both.acquire();
    await b.release();
    const held = await waiting;
    expect(held.token).to.be.greaterThan(b.token);
    for (const name of ["a", "b"])
      expect(await failureOf(client.lock(name).acquire({ timeout: 0 }))).to.be.instanceOf(TimeoutError);
    await held.release();
    expect(await failureOf(held.release())).to.be.instanceOf(TroupeError);
    for (const name of ["a", "b"]) await (await client.lock(name).acquire({ timeout: 0 })).release();
  });

  it("comes to an end in crossing orders", async () => {
    const cross = async (names: string[], key: string) => {
      const counter = getClient().variable<number>(key);
      await getClient()
        .multiLock(names)
        .withLock(async () => counter.set((await counter.get()) + 1));
    };
    await client.variable("crossed").set(0);
    const orders = [
      ["x", "y"],
      ["y", "x"],
      ["z", "x", "y"],
      ["y", "z"],
      ["x", "z", "x"],
    ];
    const crossing = client.options({ pure: false });
    const tasks = orders.flatMap((names) => [1, 2, 3].map(() => crossing.submit(cross, names, "crossed")));
    await client.gather(tasks);
    expect(await client.variable("crossed").get()).to.equal(15);
  });

  it("gives its locks on when its holder's task or client ends", async () => {
    const take = async (locks: MultiLock) => (await locks.acquire()).token;
    const token = await client.submit(take, client.multiLock(["p", "q"]));
    expect((await client.lock("p").acquire()).token).to.be.greaterThan(token);
    const guest = await shared.join();
    await guest.multiLock(["r", "s"]).acquire();
    const next = client.multiLock(["s", "r"]).acquire();
    await guest.close();
    await (await next).release();
  });

  it("throws for what is no list of names", () => {
    for (const names of [[], ["a b"], "ab", [1], undefined, ["a", ""]])
      expect(thrownBy(() => client.multiLock(names as string[]))).to.be.instanceOf(TypeError);
  });
});
