import { expect } from "chai";
import { type Client, getClient, type Semaphore, TimeoutError, TroupeError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf, thrownBy } from "../support/failure.ts";

describeOnEachBus("a semaphore", { workers: 1, threads: 1 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("has as many leases as it was made with, for all who use it", async () => {
    const semaphore = client.semaphore("net", { leases: 2 });
    const [a, b] = [await semaphore.acquire(), await (await shared.join()).semaphore("net").acquire()];
    expect(await failureOf(semaphore.acquire({ timeout: 5 }))).to.be.instanceOf(TimeoutError);
    const third = semaphore.acquire();
    await b.release();
    const c = await third;
    expect([a.token, b.token, c.token]).to.deep.equal([a.token, b.token, c.token].sort((x, y) => x - y));
    expect(await failureOf(b.release())).to.be.instanceOf(TroupeError);
    await a.release();
    await c.release();
  });

  it("lets no more than its leases work at once, and gives the leases of ended tasks on", async () => {
    const work = async (n: number) => {
      await getClient().semaphore("two", { leases: 2 }).acquire();
      return n;
    };
    const done = client.map(work, [1, 2, 3, 4, 5]);
    expect(await client.gather(done)).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it("keeps its number of leases where it travels", async () => {
    const semaphore = client.semaphore(undefined, { leases: 2 });
    await using _one = await semaphore.acquire();
    const take = async (s: Semaphore) => (await s.acquire({ timeout: 0 })).token;
    expect(await client.submit(take, semaphore)).to.be.greaterThan(0);
  });

  it("rejects another number of leases while one is held, and numbers that are none", async () => {
    await using _held = await client.semaphore("fixed", { leases: 2 }).acquire();
    const failure = await failureOf(client.semaphore("fixed", { leases: 3 }).acquire());
    expect(failure.message).to.equal('Semaphore "fixed" has 2 leases, not 3. Give the same number, or none.');
    for (const leases of [0, 1.5, -1]) {
      expect(thrownBy(() => client.semaphore("x", { leases }))).to.be.instanceOf(TypeError);
    }
  });
});
