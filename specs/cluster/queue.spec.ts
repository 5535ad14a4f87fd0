import { expect } from "chai";
import { type Client, ClosedError, type Future, getClient, type Queue, TimeoutError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

describeOnEachBus("a queue", { workers: 1, threads: 1 }, (shared) => {
  let client: Client;
  let other: Client;
  before(async () => {
    client = shared.client;
    other = await shared.join();
  });

  it("gives items in the order in which they were put in, each once, to any client", async () => {
    const [ours, theirs] = [client.queue<number>("order"), other.queue<number>("order")];
    await ours.put(1);
    await theirs.put(2);
    await ours.put(3);
    expect([await theirs.get(), await ours.get(), await theirs.get()]).to.deep.equal([1, 2, 3]);
    expect(await ours.size()).to.equal(0);
  });

  it("serves who waits first come first served", async () => {
    const queue = client.queue<string>();
    const got: string[] = [];
    const waits = [1, 2, 3].map((i) => queue.get().then((item) => got.push(`${i}${item}`)));
    await Promise.all(["a", "b", "c"].map((item) => queue.put(item)));
    await Promise.all(waits);
    expect(got).to.deep.equal(["1a", "2b", "3c"]);
  });

  it("waits for room where it is bounded", async () => {
    const queue = client.queue<number>("bounded", { maxSize: 2 });
    await queue.put(1);
    await queue.put(2);
    const third = queue.put(3);
    expect(await queue.size()).to.equal(2);
    expect(await queue.get()).to.equal(1);
    await third;
    expect(await queue.get({ batch: true })).to.deep.equal([2, 3]);
  });

  it("rejects a put and a get that run out of time, and neither loses nor takes anything", async () => {
    const queue = client.queue<number>("timed", { maxSize: 1 });
    const late = await failureOf(queue.get({ timeout: 5 }));
    expect(late).to.be.instanceOf(TimeoutError);
    expect(late.message).to.match(/^Waited 5 ms for an item of <Queue: timed>\. /);
    await queue.put(1);
    expect(await failureOf(queue.put(2, { timeout: 5 }))).to.be.instanceOf(TimeoutError);
    expect(await queue.get({ batch: true })).to.deep.equal([1]);
    await queue.put(3, { timeout: 0 });
    expect(await queue.get({ timeout: 0 })).to.equal(3);
  });

  it("takes several items together", async () => {
    const queue = client.queue<number>();
    const three = queue.get({ batch: 3 });
    await queue.put(1);
    await queue.put(2);
    expect(await failureOf(queue.get({ timeout: 0 }))).to.be.instanceOf(TimeoutError);
    await queue.put(3);
    expect(await three).to.deep.equal([1, 2, 3]);
    expect(await queue.get({ batch: true })).to.deep.equal([]);
  });

  it("is iterated without end", async () => {
    const queue = client.queue<number>();
    for (const n of [1, 2, 3]) await queue.put(n);
    const got: number[] = [];
    for await (const n of queue) {
      got.push(n);
      if (n === 3) break;
    }
    expect(got).to.deep.equal([1, 2, 3]);
    await queue.put(4);
    expect(await queue.get()).to.equal(4);
  });

  it("carries every value that travels", async () => {
    const queue = client.queue<unknown>();
    const values = [undefined, null, new Map([[1, new Set(["a"])]]), new Date(7), 12n, new TypeError("no")];
    for (const value of values) await queue.put(value);
    expect(await queue.get({ batch: values.length })).to.deep.equal(values);
  });

  it("keeps the futures inside alive when nobody else does", async () => {
    const guest = await shared.join();
    const queue = guest.queue<{ future: Future<number> }>("futures");
    const future = guest.submit((x: number) => x + 1, 41);
    await queue.put({ future });
    await guest.close();
    expect(await client.queue<{ future: Future<number> }>("futures").size()).to.equal(1);
    const item = await client.queue<{ future: Future<number> }>("futures").get();
    expect(await item.future).to.equal(42);
  });

  it("keeps futures of tasks alive that put them in and end", async () => {
    const queue = client.queue<Future<number>[]>();
    const produce = async (target: Queue<Future<number>[]>) => {
      await target.put([getClient().submit((x: number) => x * 2, 4)]);
    };
    await client.submit(produce, queue);
    const [future] = await queue.get();
    expect(await future).to.equal(8);
  });

  it("is reached by name inside tasks, which give their slot away while they wait", async () => {
    const consume = async () => {
      const inbox = getClient().queue<number>("inbox");
      return (await inbox.get()) + (await inbox.get());
    };
    const produce = async (n: number) => {
      await getClient().queue<number>("inbox").put(n);
    };
    const sum = client.submit(consume);
    await client.gather([client.submit(produce, 1), client.submit(produce, 2)]);
    expect(await sum).to.equal(3);
  });

  it("gives the slot away in a put that waits for room, too", async () => {
    const produce = async (queue: Queue<number>) => {
      for (const n of [1, 2, 3]) await queue.put(n);
    };
    const consume = async (queue: Queue<number>) => queue.get({ batch: 1 });
    const queue = client.queue<number>(undefined, { maxSize: 1 });
    const produced = client.submit(produce, queue);
    const consumed = [0, 1, 2].map(() => client.options({ pure: false }).submit(consume, queue));
    expect(await client.gather(consumed)).to.deep.equal([[1], [2], [3]]);
    await produced;
  });

  it("travels without a name: as an argument, in a result, in an item, and keeps its limit", async () => {
    const queue = client.queue<number>(undefined, { maxSize: 1 });
    const send = async (target: { q: Queue<number> }) => {
      await target.q.put(7);
      return [target.q];
    };
    const [back] = await client.submit(send, { q: queue });
    expect(String(back)).to.equal(String(queue));
    expect(await failureOf((back as Queue<number>).put(8, { timeout: 0 }))).to.be.instanceOf(TimeoutError);
    const box = client.queue<Queue<number>>();
    await box.put(queue);
    expect(await (await box.get()).get()).to.equal(7);
  });

  it("swallows nothing for a task that ends without waiting for what it asked for", async () => {
    const queue = client.queue<number>();
    const careless = async (target: Queue<number>) => {
      void target.get().catch(() => {});
      await target.size();
    };
    await client.submit(careless, queue);
    await client.submit(async (target: Queue<number>) => target.put(5), queue);
    expect(await queue.get({ timeout: 60_000 })).to.equal(5);
  });

  it("swallows nothing for a client that is closed", async () => {
    const guest = await shared.join();
    const waiting = failureOf(guest.queue("left").get());
    await guest.queue("left").size();
    await guest.close();
    expect(await waiting).to.be.instanceOf(ClosedError);
    await client.queue("left").put(1);
    expect(await other.queue("left").get()).to.equal(1);
  });

  it("swallows nothing for a task that is cancelled while it waits", async () => {
    await using gate = await Gate.build();
    const queue = client.queue<number>();
    const waiting = async (target: Queue<number>, port: number, pass: typeof passGate) => {
      const item = target.get();
      await target.size();
      await pass(port, null);
      return item;
    };
    const future = client.submit(waiting, queue, gate.port, passGate);
    await gate.arrived();
    await future.cancel({ graceMs: 0 });
    await client.submit(async (target: Queue<number>) => target.put(5), queue);
    expect(await queue.get({ timeout: 60_000 })).to.equal(5);
  });

  it("ends the wait of a task that is cancelled, or whose time is up, before that is ended itself", async () => {
    const act = async (target: Queue<number>, said: Queue<string>) => {
      const item = target.get();
      await said.put("waits");
      await item.catch((error: Error) => said.put(error.name));
    };
    const [queue, said] = [client.queue<number>(), client.queue<string>()];
    const cancelled = client.options({ pure: false }).submit(act, queue, said);
    expect(await said.get()).to.equal("waits");
    await cancelled.cancel({ graceMs: 60_000 });
    expect(await said.get()).to.equal("CancelledError");
    const late = client.options({ pure: false, timeout: 1500 }).submit(act, queue, said);
    expect(await said.get({ batch: 2 })).to.deep.equal(["waits", "TimeoutError"]);
    await queue.put(1);
    expect(await queue.get()).to.equal(1);
    late.release();
  });
});
