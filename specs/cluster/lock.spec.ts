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

describeOnEachBus("a lock", { workers: 1, threads: 1 }, (shared) => {
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
