import { inspect } from "node:util";
import { expect } from "chai";
import {
  type Client,
  ClosedError,
  getClient,
  type Lock,
  type MultiLock,
  type Queue,
  type Semaphore,
  TimeoutError,
  TroupeError,
} from "troupe";
import { describeOn, describeOnEachBus } from "../support/clusters.ts";
import { failureOf, thrownBy } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

/** A task that takes a lock or lease, says so at the gate with this port, and keeps what it took. */
const takeAndPass = async (taken: Lock | Semaphore | MultiLock, port: number, pass: typeof passGate) => {
  const { token } = await taken.acquire();
  await pass(port, null);
  return token;
};

describeOnEachBus("what few may have at a time", { workers: 1, threads: 1 }, (shared) => {
  describe("a lock", () => {
    let client: Client;
    let other: Client;
    before(async () => {
      client = shared.client;
      other = await shared.join();
    });

    it("is held by one at a time, first come first served, under tokens that grow", async () => {
      const order: string[] = [];
      const tokens: number[] = [];
      const use = (lock: Lock, name: string) =>
        lock.withLock(async ({ token }) => {
          order.push(`${name} in`);
          tokens.push(token);
          await Promise.resolve();
          order.push(`${name} out`);
        });
      const [ours, theirs] = [client.lock("db"), other.lock("db")];
      const first = await ours.acquire();
      const uses = [use(ours, "a"), use(ours, "b")];
      await client.variable("ordered").set(true);
      uses.push(use(theirs, "c"));
      await other.variable("ordered").set(true);
      await first.release();
      await Promise.all(uses);
      expect(order).to.deep.equal(["a in", "a out", "b in", "b out", "c in", "c out"]);
      expect(tokens).to.deep.equal([...tokens].sort((x, y) => x - y));
      expect(new Set([first.token, ...tokens]).size).to.equal(4);
      expect(first.token).to.be.lessThan(tokens[0] as number);
    });

    it("gives what its holder gives, and is released when that fails", async () => {
      const lock = client.lock();
      expect(await lock.withLock(() => 7)).to.equal(7);
      const failure = await failureOf(
        lock.withLock(() => {
          throw new RangeError("no");
        }),
      );
      expect(failure).to.be.instanceOf(RangeError);
      expect(await lock.withLock(async () => 8, { timeout: 0 })).to.equal(8);
    });

    it("is not held by who ran out of time", async () => {
      const lock = client.lock();
      const held = await lock.acquire();
      const late = await failureOf(lock.acquire({ timeout: 5 }));
      expect(late).to.be.instanceOf(TimeoutError);
      expect(late.message).to.match(/^Waited 5 ms for <Lock: /);
      expect(await failureOf(lock.withLock(() => 1, { timeout: 0 }))).to.be.instanceOf(TimeoutError);
      await held.release();
      await (await lock.acquire({ timeout: 0 })).release();
    });

    it("is released at the end of its block", async () => {
      const lock = client.lock();
      {
        await using held = await lock.acquire();
        expect(held.token).to.be.greaterThan(0);
        expect(await failureOf(lock.acquire({ timeout: 0 }))).to.be.instanceOf(TimeoutError);
      }
      {
        await using held = await lock.acquire({ timeout: 0 });
        await held.release();
      }
      await (await lock.acquire({ timeout: 0 })).release();
    });

    it("shows its token where its lease is printed", async () => {
      await using held = await client.lock().acquire();
      expect([String(held), inspect({ held })]).to.deep.equal([
        `<Lease: token ${held.token}>`,
        `{ held: <Lease: token ${held.token}> }`,
      ]);
    });

    it("is released once", async () => {
      const held = await client.lock("once").acquire();
      await held.release();
      const failure = await failureOf(held.release());
      expect(failure).to.be.instanceOf(TroupeError);
      expect(failure.message).to.match(/^Lock "once" is not held by this lease any more/);
      const next = await other.lock("once").acquire();
      expect(await failureOf(held.release())).to.be.instanceOf(TroupeError);
      expect(await failureOf(client.lock("once").acquire({ timeout: 0 }))).to.be.instanceOf(TimeoutError);
      await next.release();
    });

    it("is given on when its holder's client is closed", async () => {
      const guest = await shared.join();
      await guest.lock("left").acquire();
      const next = client.lock("left").acquire();
      await guest.close();
      await (await next).release();
    });

    it("is given on when its holder's task ends", async () => {
      await using gate = await Gate.build();
      const lock = client.lock();
      const task = client.submit(takeAndPass, lock, gate.port, passGate);
      await gate.arrived();
      expect(await failureOf(lock.acquire({ timeout: 0 }))).to.be.instanceOf(TimeoutError);
      const next = lock.acquire();
      gate.open();
      expect((await next).token).to.be.greaterThan(await task);
    });

    it("is given on when its holder's task fails, or ends its thread", async () => {
      const lock = client.lock();
      const fail = async (l: Lock) => {
        await l.acquire();
        throw new Error("no");
      };
      const exit = async (l: Lock) => {
        await l.acquire();
        process.exit(1);
      };
      for (const act of [fail, exit]) {
        await failureOf(client.submit(act, lock));
        await (await lock.acquire()).release();
      }
    });

    it("is not given to a task that has ended, nor kept by one that is cancelled", async () => {
      await using gate = await Gate.build();
      const lock = client.lock();
      const held = await lock.acquire();
      const careless = async (l: Lock) => {
        void l.acquire().catch(() => {});
        await getClient().lock().acquire();
      };
      await client.submit(careless, lock);
      await held.release();
      await (await lock.acquire()).release();
      const task = client.submit(takeAndPass, lock, gate.port, passGate);
      await gate.arrived();
      await task.cancel({ graceMs: 0 });
      await (await lock.acquire()).release();
    });

    it("has the slot given away by who waits for it", async () => {
      const lock = client.lock();
      const held = await lock.acquire();
      const locked = client.submit(async (l: Lock) => l.withLock(() => "locked"), lock);
      expect(await client.submit(() => "free")).to.equal("free");
      await held.release();
      expect(await locked).to.equal("locked");
    });

    it("guards what many tasks do", async () => {
      const count = async (n: number) => {
        const counter = getClient().variable<number>("counter");
        await getClient()
          .lock("counter")
          .withLock(async () => counter.set((await counter.get()) + n));
      };
      await client.variable("counter").set(0);
      await client.gather(
        client.map(
          count,
          Array.from({ length: 20 }, (_, i) => i),
        ),
      );
      expect(await client.variable("counter").get()).to.equal(190);
    });

    it("rejects once its client is closed, and what is none of its options", async () => {
      const guest = await shared.join();
      const lock = guest.lock("closed");
      const held = await lock.acquire();
      const waiting = failureOf(lock.acquire());
      await guest.close();
      for (const failure of [await waiting, await failureOf(lock.acquire()), await failureOf(held.release())])
        expect(failure).to.be.instanceOf(ClosedError);
      await held[Symbol.asyncDispose]();
      expect(thrownBy(() => client.lock("a.b"))).to.be.instanceOf(TypeError);
      expect(await failureOf(client.lock().acquire({ timeout: -1 }))).to.be.instanceOf(TypeError);
      expect(await failureOf(client.lock().withLock(7 as never))).to.be.instanceOf(TypeError);
    });
  });

  describe("a semaphore", () => {
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
      expect(failure.message).to.equal(
        'Semaphore "fixed" has 2 leases, not 3. Give the same number, or none.',
      );
      for (const leases of [0, 1.5, -1]) {
        expect(thrownBy(() => client.semaphore("x", { leases }))).to.be.instanceOf(TypeError);
      }
    });
  });
});

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

describeOn("nats", "a lease", { workers: 1, threads: 1 }, (shared) => {
  it("is given on when its holder's worker is killed", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const holders = client.queue<readonly [pid: number, token: number]>();
    const hold = async (
      lock: Lock,
      queue: Queue<readonly [pid: number, token: number]>,
      port: number,
      pass: typeof passGate,
    ) => {
      const { token } = await lock.acquire();
      await queue.put([process.pid, token]);
      return pass(port, token);
    };
    const held = client.submit(hold, client.lock(), holders, gate.port, passGate);
    const [pid, token] = await holders.get();
    process.kill(pid, "SIGKILL");
    const [, next] = await holders.get();
    gate.open();
    expect(next).to.be.greaterThan(token);
    expect(await held).to.equal(next);
  });
});
