import { expect } from "chai";
import { type Client, getClient, KilledWorkerError, type Queue, TaskError } from "troupe";
import { describeOn, describeOnEachBus } from "../support/clusters.ts";
import { type Failure, failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal } from "../support/journal.ts";

const increment = (x: number) => x + 1;
const loop = async (port: number) => {
  const { connect } = await import("node:net");
  await new Promise<void>((resolve) => connect(port, "127.0.0.1", () => resolve()));
  for (;;);
};

describeOnEachBus("a task that misbehaves", { workers: 1, threads: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client.options({ pure: false });
  });

  /** Runs innocent tasks beside a culprit and after it, and gives the culprit's error. */
  async function blame(culprit: () => unknown): Promise<Failure> {
    await using gate = await Gate.build();
    const beside = client.submit(passGate, gate.port, "beside");
    await gate.arrived();
    const future = client.submit(culprit);
    const after = client.map(increment, [1, 2, 3]);
    const error = await failureOf(future);
    expect(error.key).to.equal(future.key);
    gate.open();
    expect(await beside).to.equal("beside");
    expect(await client.gather(after)).to.deep.equal([2, 3, 4]);
    return error;
  }

  it("by looping lets its worker go on with others", async () => {
    await using gate = await Gate.build();
    const endless = client.submit(loop, gate.port);
    await gate.arrived();
    expect(await client.gather(client.map(increment, Array(100).fill(1)))).to.have.lengthOf(100);
    const other = await shared.join();
    expect(await other.submit(increment, 41)).to.equal(42);
    await endless.cancel();
  });

  it("by calling process.exit fails alone", async () => {
    const error = await blame(() => process.exit(3));
    expect(error).to.be.instanceOf(TaskError);
    expect(error.message).to.include("process.exit(3)");
  });

  it("by throwing in a timer fails alone, with what it threw as the cause", async () => {
    const error = await blame(
      () =>
        new Promise(() => {
          setTimeout(() => {
            throw new RangeError("in a timer");
          }, 1);
        }),
    );
    expect(error).to.be.instanceOf(TaskError);
    expect(error.cause).to.be.instanceOf(RangeError);
    expect((error.cause as Error).message).to.equal("in a timer");
  });

  it("by leaving a rejection unhandled fails nothing", async () => {
    const careless = () => {
      void Promise.reject(new Error("nobody handles this"));
      return "fine";
    };
    expect(await client.submit(careless)).to.equal("fine");
    expect(await client.submit(increment, 1)).to.equal(2);
  });

  it("by throwing what cannot be read fails alone", async () => {
    const error = await blame(() => {
      throw new Proxy(
        {},
        {
          get() {
            throw new Error("no entry");
          },
        },
      );
    });
    expect(error).to.be.instanceOf(TaskError);
  });

  it("by recursing without end fails alone", async () => {
    const error = await blame(() => {
      const deeper = (n: number): number => deeper(n + 1) + 1;
      return deeper(0);
    });
    expect(error).to.be.instanceOf(RangeError);
  });
});

describeOnEachBus(
  "a task that hoards memory",
  { workers: 1, threads: 2, memoryLimit: 256 << 20 },
  (shared) => {
    it("fails alone", async () => {
      const client = shared.client.options({ pure: false });
      const hoard = () => {
        const all: number[][] = [];
        for (;;) all.push(Array.from({ length: 1000 }, (_, i) => i * 1.5));
      };
      const future = client.submit(hoard);
      const others = client.map(increment, [1, 2, 3]);
      const error = await failureOf(future);
      expect(error.key).to.equal(future.key);
      expect(error).to.be.instanceOf(TaskError);
      expect(error.message).to.include("memory");
      expect(await client.gather(others)).to.deep.equal([2, 3, 4]);
      expect(await client.submit(increment, 1)).to.equal(2);
    });
  },
);

describeOn("nats", "a worker process that dies", { workers: 2, threads: 2 }, (shared) => {
  it("is replaced, and its task runs again", async () => {
    await using gate = await Gate.build();
    using journal = new Journal();
    const client = shared.client.options({ pure: false });
    const tell = async (path: string, port: number) => {
      const { appendFileSync } = await import("node:fs");
      const { connect } = await import("node:net");
      appendFileSync(path, `${process.pid}\n`);
      await new Promise((resolve) => connect(port, "127.0.0.1").once("data", resolve));
      return process.pid;
    };
    const future = client.submit(tell, journal.path, gate.port);
    await gate.arrived();
    const victim = Number(journal.lines[0]);
    process.kill(victim, "SIGKILL");
    await gate.arrived(2);
    gate.open();
    expect(await future)
      .to.equal(Number(journal.lines[1]))
      .and.to.not.equal(victim);
    await client.waitForWorkers(2);
    expect(
      client
        .workers()
        .map(({ name }) => name)
        .sort(),
    ).to.deep.equal(["worker-0", "worker-1"]);
  });

  it("takes what its tasks waited for with it: an item goes to who is still there", async () => {
    const { client } = shared;
    const [items, pids] = [client.queue<number>(), client.queue<number>()];
    const take = async (from: Queue<number>, tell: Queue<number>) => {
      const begun = getClient().event("taken");
      if (await begun.isSet()) return "not again";
      await begun.set();
      const item = from.get();
      await tell.put(process.pid);
      return item;
    };
    const taking = client.submit(take, items, pids);
    process.kill(await pids.get(), "SIGKILL");
    expect(await taking).to.equal("not again");
    await items.put(1);
    expect(await items.get()).to.equal(1);
    await client.waitForWorkers(2);
  });

  it("three times with the same task ends the task, and no other", async () => {
    const client = shared.client.options({ pure: false });
    const suicide = () => process.kill(process.pid, "SIGKILL");
    const innocent = client.map(
      (ms: number) => {
        const end = performance.now() + ms;
        while (performance.now() < end);
        return ms;
      },
      Array.from({ length: 40 }, () => 20),
    );
    const culprit = client.submit(suicide);
    const dependent = client.submit((x: unknown) => x, culprit);
    const error = await failureOf(culprit);
    expect(error).to.be.instanceOf(KilledWorkerError);
    expect(error.key).to.equal(culprit.key);
    expect(error.message)
      .to.include(culprit.key)
      .and.to.match(/worker-\d.*worker-\d.*worker-\d/);
    expect((await failureOf(dependent)).key).to.equal(culprit.key);
    expect(await client.gather(innocent)).to.deep.equal(Array(40).fill(20));
    await client.waitForWorkers(2);
    expect(await client.submit(increment, 1)).to.equal(2);
  });

  it("three times with a task that has just waited ends that as well", async () => {
    using journal = new Journal();
    const culprit = shared.client.options({ pure: false }).submit(async (path: string) => {
      const { appendFileSync } = await import("node:fs");
      await getClient().submit(Math.abs, -1);
      appendFileSync(path, "again\n");
      process.kill(process.pid, "SIGKILL");
    }, journal.path);
    const error = await failureOf(culprit);
    expect(error).to.be.instanceOf(KilledWorkerError);
    expect(error.key).to.equal(culprit.key);
    expect(journal.lines).to.have.lengthOf(3);
  });
});
