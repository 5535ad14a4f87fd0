import { expect } from "chai";
import { first, firstValueFrom, tap } from "rxjs";
import type { Client } from "troupe";
import { MemoryBroker } from "../../src/bus/memory.ts";
import { serveScheduler } from "../../src/cluster/scheduler.ts";
import { encodeBatch } from "../../src/codec/batch.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { MemoryLogs } from "../../src/store/memory.ts";
import { Dynasty } from "../support/dynasty.ts";
import { failureOf } from "../support/failure.ts";

describe("a scheduler that succeeds another, with a log", () => {
  let dynasty: Dynasty;
  let one: Client;
  let two: Client;
  beforeEach(async () => {
    dynasty = await Dynasty.begin();
    one = await dynasty.join("one");
    two = await dynasty.join("two");
  });
  afterEach(() => dynasty[Symbol.asyncDispose]());

  it("has what was in queues, variables and events", async () => {
    const queue = one.queue<number>("q", { maxSize: 3 });
    for (const n of [1, 2, 3]) await queue.put(n);
    const fourth = queue.put(4);
    await one.variable("v").set({ x: 1 });
    await one.event("e").set();
    await dynasty.succeed();
    expect(await two.queue("q").get({ batch: 2 })).to.deep.equal([1, 2]);
    await fourth;
    expect(await two.queue("q").get({ batch: true })).to.deep.equal([3, 4]);
    expect(await two.variable("v").get()).to.deep.equal({ x: 1 });
    expect(await two.event("e").isSet()).to.equal(true);
  });

  it("knows who holds a lock, and who waits for it in which order", async () => {
    const held = await one.lock("l").acquire();
    const order: string[] = [];
    const tokens: number[] = [held.token];
    const wait = async (client: Client, name: string) => {
      const lease = await client.lock("l").acquire();
      order.push(name);
      tokens.push(lease.token);
      await lease.release();
    };
    const waits = [wait(two, "first"), wait(two, "second")];
    await two.variable("asked").set(true);
    waits.push(wait(one, "third"));
    await one.variable("asked").set(true);
    await dynasty.succeed();
    expect((await failureOf(two.lock("l").acquire({ timeout: 0 }))).name).to.equal("TimeoutError");
    expect(order).to.deep.equal([]);
    await held.release();
    await Promise.all(waits);
    expect(order).to.deep.equal(["first", "second", "third"]);
    expect(tokens).to.deep.equal([...tokens].sort((a, b) => a - b));
  });

  it("shows who watches a variable its present value, and what it is set to", async () => {
    const seen: number[] = [];
    await one.variable("v").set(1);
    const changes = two.variable<number>("v").changes$.pipe(tap((value) => seen.push(value)));
    const last = firstValueFrom(changes.pipe(first((value) => value === 3)));
    await two.variable("v").get();
    await dynasty.succeed();
    await one.variable("v").set(2);
    await dynasty.succeed();
    await one.variable("v").set(3);
    await last;
    expect(seen[0]).to.equal(1);
    expect(seen).to.deep.equal([...seen].sort((a, b) => a - b));
  });

  it("does nothing twice, and loses nothing, whenever it comes", async () => {
    const queue = one.queue<number>("q");
    const got: number[] = [];
    const puts: Promise<void>[] = [];
    const gets: Promise<void>[] = [];
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 50; i++) {
        puts.push(queue.put(round * 50 + i));
        gets.push(
          two
            .queue<number>("q")
            .get()
            .then((n) => void got.push(n)),
        );
      }
      // Some of it is stored and not answered by then, or not even heard.
      for (let turns = 0; turns < round % 5; turns++) await new Promise((resolve) => setImmediate(resolve));
      await dynasty.succeed();
    }
    await Promise.all([...puts, ...gets]);
    expect(got.sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 1000 }, (_, i) => i));
    expect(await queue.size()).to.equal(0);
  });

  it("is obeyed by the one before, which ends", async () => {
    await one.queue("q").put(1);
    const { scheduler } = dynasty;
    const broker = new MemoryBroker();
    const store = dynasty.logs.open();
    const other = serveScheduler({
      bus: broker.connect(),
      clock: systemClock,
      cluster: "d",
      store,
      log: () => {},
    });
    await other.leading;
    const put = one.queue("q").put(2);
    expect((await failureOf(scheduler.ended)).message).to.match(/^Another process writes/);
    other.stop();
    await dynasty.succeed();
    await put;
    expect(await two.queue("q").get({ batch: true })).to.deep.equal([1, 2]);
  });

  it("does not begin where it cannot read the log", async () => {
    const logs = new MemoryLogs();
    const log = logs.open();
    await log.read();
    await log.compact(encodeBatch([["another format"]]));
    const service = serveScheduler({
      bus: new MemoryBroker().connect(),
      clock: systemClock,
      cluster: "d",
      store: logs.open(),
      log: () => {},
    });
    const [failure] = await Promise.all([failureOf(service.ended), failureOf(service.leading)]);
    expect(failure.message).to.match(/written by another version of troupe/);
  });
});
