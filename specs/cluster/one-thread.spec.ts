import { expect } from "chai";
import {
  type Client,
  type Future,
  getClient,
  getTask,
  getWorker,
  rejoin,
  remoteModule,
  secede,
} from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal, note } from "../support/journal.ts";
import { until } from "../support/status.ts";

const tasks = remoteModule<typeof import("../support/tasks.ts")>(
  new URL("../support/tasks.ts", import.meta.url),
);

describeOnEachBus("one worker with one thread", { typescript: true, workers: 1, threads: 1 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("runs the most urgent first, and what is equally urgent in the order of submission", async () => {
    await using gate = await Gate.build();
    using journal = new Journal();
    const busy = client.submit(passGate, gate.port, "busy");
    await until(busy, "running");
    const futures = [0, 2, 1, 2, 0].map((priority, i) =>
      client.options({ priority }).submit(note, journal.path, `${priority} ${i}`),
    );
    gate.open();
    await client.gather([busy, futures]);
    expect(journal.lines).to.deep.equal(["2 1", "2 3", "1 2", "0 0", "0 4"]);
  });

  it("runs tasks that wait for tasks of their own", async () => {
    const fib = async (n: number): Promise<number> => {
      if (n < 2) return n;
      const client = getClient();
      const [a, b] = await client.gather([client.submit(fib, n - 1), client.submit(fib, n - 2)]);
      return (a as number) + (b as number);
    };
    expect(await client.submit(fib, 15)).to.equal(610);
  });

  it("runs them without sharing any result", async () => {
    const fib = async (n: number): Promise<number> => {
      if (n < 2) return n;
      const client = getClient().options({ pure: false });
      return (await client.submit(fib, n - 1)) + (await client.submit(fib, n - 2));
    };
    expect(await client.submit(fib, 8)).to.equal(21);
  });

  it("gives the slot away in every kind of wait", async () => {
    const waits = async () => {
      const { asCompleted } = await import("troupe");
      const client = getClient().options({ pure: false });
      const submit = (x: number) => client.submit((y: number) => y, x);
      const seen = [await submit(1), await submit(2).result(), ...(await client.gather([submit(3)]))];
      for await (const future of asCompleted([submit(4)])) seen.push(await future);
      seen.push(await new Promise<number>((resolve) => submit(5).subscribe(resolve)));
      seen.push((await Promise.all([submit(6), submit(7)])).length);
      await new Promise<void>((resolve) => submit(8).addDoneCallback(() => resolve()));
      await new Promise<void>((complete) => submit(9).status$.subscribe({ complete }));
      return seen;
    };
    expect(await client.options({ pure: false }).submit(waits)).to.deep.equal([1, 2, 3, 4, 5, 2]);
  });

  it("gets errors of tasks within tasks", async () => {
    const outer = async () => {
      const client = getClient();
      const inner = client.submit((text: string): never => {
        throw new RangeError(text);
      }, "inner");
      const seen = await inner.exception();
      return [seen instanceof RangeError, seen?.message, await inner];
    };
    const error = await failureOf(client.submit(outer));
    expect(error).to.be.instanceOf(RangeError);
    expect(error.message).to.equal("inner");
  });

  it("lets a task see where it runs", async () => {
    const look = () => {
      const { key, attempt, signal } = getTask();
      return { key, attempt, aborted: signal.aborted, worker: getWorker() };
    };
    const future = client.submit(look);
    expect(await future).to.deep.equal({
      key: future.key,
      attempt: 1,
      aborted: false,
      worker: client.workers()[0],
    });
  });

  it("lets a task give its slot away by hand", async () => {
    const lend = async () => {
      const other: Future<string> = getClient()
        .options({ pure: false })
        .submit(() => "other");
      const ended = new Promise<void>((resolve) => other.addDoneCallback(() => resolve()));
      secede();
      await ended;
      rejoin();
      return other.status;
    };
    expect(await client.options({ pure: false }).submit(lend)).to.equal("finished");
  });

  it("does not let a task close the client that it shares with others", async () => {
    const close = async () => {
      const client = getClient();
      await client.close();
      return client.submit((x: number) => x + 1, 1);
    };
    expect(await client.submit(close)).to.equal(2);
  });

  it("lets a task in its grace use the cluster", async () => {
    await using gate = await Gate.build();
    using journal = new Journal();
    const dying = async (port: number, path: string) => {
      const { connect } = await import("node:net");
      const { appendFileSync } = await import("node:fs");
      const { signal } = getTask();
      const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
      connect(port, "127.0.0.1");
      await aborted;
      appendFileSync(path, `${await getClient().submit((x: number) => x + 1, 41)}\n`);
      connect(port, "127.0.0.1");
    };
    const future = client.submit(dying, gate.port, journal.path);
    await gate.arrived();
    await future.cancel();
    await gate.arrived(2);
    expect(journal.lines).to.deep.equal(["42"]);
  });

  it("lets a task that can go on do so before new ones begin", async () => {
    using journal = new Journal();
    const parent = async (path: string) => {
      const { appendFileSync } = await import("node:fs");
      const client = getClient().options({ pure: false });
      await client.submit((text: string) => text, "child");
      appendFileSync(path, "parent\n");
    };
    await using gate = await Gate.build();
    const busy = client.submit(passGate, gate.port, "before");
    await until(busy, "running");
    const first = client.submit(parent, journal.path);
    const rest = client.map(
      note,
      Array(20).fill(journal.path),
      Array.from({ length: 20 }, (_, i) => `${i}`),
    );
    gate.open();
    await client.gather([busy, first, rest]);
    expect(journal.lines.indexOf("parent")).to.be.lessThan(5);
  });

  describe("with a TypeScript module", () => {
    it("runs its exports, in the same context as sources", async () => {
      const future = client.submit(tasks.whereami);
      const worker = shared.client.workers()[0];
      expect(await future).to.deep.equal({ key: future.key, attempt: 1, worker: worker?.name, threads: 1 });
    });

    it("lets them submit tasks, and wait for them", async () => {
      expect(await client.submit(tasks.sumOfSquares, [1, 2, 3])).to.equal(14);
    });

    it("lets them give their slot away by hand", async () => {
      expect(await client.options({ pure: false }).submit(tasks.lendSlot)).to.equal("lent");
    });

    it("names its file and line in stacks", async () => {
      const error = await failureOf(client.submit(tasks.failHere));
      expect(error.message).to.equal("here");
      expect(error.stack).to.match(/support\/tasks\.ts:\d+/);
    });

    it("fails a task for an export that is not there", async () => {
      const error = await failureOf(client.submit((tasks as never)["missing"] as () => void));
      expect(error.message).to.include("missing");
    });
  });

  it("refuses what is for tasks alone, elsewhere", () => {
    for (const outside of [getTask, getWorker, getClient, secede, rejoin]) {
      expect(outside).to.throw("outside of a task");
    }
  });
});
