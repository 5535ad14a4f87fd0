import { expect } from "chai";
import { lastValueFrom, toArray } from "rxjs";
import { CancelledError, type Client, type Future, getClient, getTask, rejoin, secede } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal, note } from "../support/journal.ts";
import { until } from "../support/status.ts";

/** A task that waits for one that waits at the gate. */
const waitForChild = async (port: number, task: typeof passGate<string>) => {
  const client = getClient();
  return await client.gather([client.submit(task, port, "child")]);
};

/** Waits at the gate without its slot, so that others share its thread. */
const waitAside = async (port: number) => {
  const { connect } = await import("node:net");
  secede();
  await new Promise((resolve) => connect(port, "127.0.0.1").once("data", resolve));
  rejoin();
  return "aside";
};

/** Says that it runs, then waits for the signal that ends it, and notes that it came. */
const waitForSignal = async (port: number, path: string, word: string) => {
  const { connect } = await import("node:net");
  const { appendFileSync } = await import("node:fs");
  const { signal } = getTask();
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  const socket = connect(port, "127.0.0.1");
  await aborted;
  appendFileSync(path, `${word} ${signal.reason.name}\n`);
  socket.end();
  await new Promise((resolve) => socket.once("close", resolve));
};

const loop = async (port: number) => {
  const { connect } = await import("node:net");
  await new Promise<void>((resolve) => connect(port, "127.0.0.1", () => resolve()));
  for (;;);
};

describeOnEachBus("cancelling", { workers: 1, threads: 1 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("keeps a pending task from ever starting, with what depends on it", async () => {
    await using gate = await Gate.build();
    using journal = new Journal();
    const busy = client.submit(passGate, gate.port, "busy");
    await gate.arrived();
    const pending = client.submit(note, journal.path, "cancelled");
    const dependent = client.submit((word: string) => word, pending);
    const others = client.submit(note, journal.path, "others");
    await pending.cancel();
    expect([pending.status, pending.cancelled(), pending.done()]).to.deep.equal(["cancelled", true, true]);
    expect(await failureOf(pending)).to.be.instanceOf(CancelledError);
    expect(await failureOf(dependent)).to.be.instanceOf(CancelledError);
    gate.open();
    expect(await client.gather([busy, others])).to.deep.equal(["busy", "others"]);
    expect(journal.lines).to.deep.equal(["others"]);
  });

  it("tells a running task by its signal, which can end by itself", async () => {
    await using gate = await Gate.build();
    using journal = new Journal();
    const running = client.submit(waitForSignal, gate.port, journal.path, "told");
    const ended = lastValueFrom(running.status$.pipe(toArray()));
    await gate.arrived();
    const after = client.options({ pure: false }).submit((x: number) => x, 1);
    await running.cancel();
    expect((await ended).at(-1)).to.equal("cancelled");
    expect(await failureOf(running)).to.be.instanceOf(CancelledError);
    expect(await after).to.equal(1);
    expect(journal.lines).to.deep.equal(["told CancelledError"]);
  });

  it("ends the thread of a task that does not end by itself", async () => {
    await using gate = await Gate.build();
    const endless = client.submit(loop, gate.port);
    await gate.arrived();
    const after = client.options({ pure: false }).submit((x: number) => x, 2);
    await endless.cancel();
    expect(await failureOf(endless)).to.be.instanceOf(CancelledError);
    expect(await after).to.equal(2);
  });

  it("gives a task as long as it is told to", async () => {
    await using gate = await Gate.build();
    using journal = new Journal();
    const running = client.submit(waitForSignal, gate.port, journal.path, "in time");
    const endless = client.submit(loop, gate.port);
    await gate.arrived();
    await running.cancel({ graceMs: 20_000 });
    await gate.arrived(2);
    await endless.cancel({ graceMs: 0 });
    expect(await client.options({ pure: false }).submit((x: number) => x, 3)).to.equal(3);
    expect(journal.lines).to.deep.equal(["in time CancelledError"]);
  });

  it("ends a task that waits for others, and those with it", async () => {
    await using gate = await Gate.build();
    const parent = client.submit(waitForChild, gate.port, passGate);
    await gate.arrived();
    await parent.cancel();
    expect(await failureOf(parent)).to.be.instanceOf(CancelledError);
    expect(await client.options({ pure: false }).submit((x: number) => x, 4)).to.equal(4);
    expect(gate.arrivals).to.equal(1);
  });

  it("runs again what else was on the thread, as nobody's failure", async () => {
    await using gate = await Gate.build();
    const aside = client.options({ pure: false }).submit(waitAside, gate.port);
    await gate.arrived();
    const endless = client.submit(loop, gate.port);
    await gate.arrived(2);
    await endless.cancel({ graceMs: 10 });
    await gate.arrived(3);
    gate.open();
    expect(await aside).to.equal("aside");
  });

  it("of many at once is one matter, and each can be submitted anew in the same turn", async () => {
    await using gate = await Gate.build();
    const numbers = Array.from({ length: 2000 }, (_, i) => i);
    const root = client.submit(passGate, gate.port, 1000);
    const first = client.map((x: number, y: number) => x + y, Array(2000).fill(root), numbers);
    const sum = client.submit((xs: number[]) => xs.length, first);
    await gate.arrived();
    const cancelled = Promise.all(first.map((future) => future.cancel()));
    const second = client.map((x: number, y: number) => x + y, Array(2000).fill(root), numbers);
    expect(second.map(({ key }) => key)).to.deep.equal(first.map(({ key }) => key));
    await cancelled;
    expect(await failureOf(sum)).to.be.instanceOf(CancelledError);
    gate.open();
    expect(await client.gather(second)).to.deep.equal(numbers.map((x) => x + 1000));
    expect(first.every((future) => future.cancelled())).to.equal(true);
  });

  it("is no argument any more", async () => {
    const gone = client.submit(Math.max, 3, 4);
    await gone.cancel();
    expect(() => client.submit(Math.max, gone, 1)).to.throw(CancelledError, gone.key);
    expect(() => client.map(Math.max, [gone], [1])).to.throw(CancelledError, gone.key);
    const again = client.submit(Math.max, 3, 4);
    expect(await client.submit(Math.max, again, 1)).to.equal(4);
  });

  it("leaves a key alone that another client wants", async () => {
    await using gate = await Gate.build();
    const other = await shared.join();
    const mine = client.submit(passGate, gate.port, "wanted");
    await gate.arrived();
    const theirs = other.future<string>(mine.key);
    await until(theirs, "running");
    await mine.cancel();
    expect(await failureOf(mine)).to.be.instanceOf(CancelledError);
    gate.open();
    expect(await theirs).to.equal("wanted");
  });

  it("ends a key for everyone by force", async () => {
    await using gate = await Gate.build();
    const other = await shared.join();
    const mine = client.submit(passGate, gate.port, "unwanted");
    const theirs = other.submit(passGate, gate.port, "unwanted");
    await gate.arrived();
    await mine.cancel({ force: true });
    expect(await failureOf(theirs)).to.be.instanceOf(CancelledError);
    expect(theirs.status).to.equal("cancelled");
  });

  it("makes room for a new life of the key", async () => {
    await using gate = await Gate.build();
    const first = client.submit(passGate, gate.port, "again");
    await gate.arrived();
    await first.cancel();
    const second = client.submit(passGate, gate.port, "again");
    expect(second.key).to.equal(first.key);
    gate.open();
    expect(await second).to.equal("again");
    expect(await failureOf(first)).to.be.instanceOf(CancelledError);
  });

  it("makes room for a new life of what depends on the key as well, before anybody has answered", async () => {
    const submit = (x: Future<number>) => {
      const next = client.submit((n: number) => n + 1, x);
      return [next, client.submit((n: number) => n * 2, next)] as const;
    };
    for (const moment of ["at once", "when it is known", "when it is cancelled"]) {
      await using gate = await Gate.build();
      const old = client.submit(passGate, gate.port, 1);
      const [next, last] = submit(old);
      if (moment === "when it is known") await client.delivered();
      const cancelling = old.cancel();
      if (moment === "when it is cancelled") await cancelling;
      expect(() => client.submit(Math.max, last, 1), moment).to.throw(CancelledError, last.key);
      const [again, end] = submit(client.submit(passGate, gate.port, 1));
      expect([again.key, end.key], moment).to.deep.equal([next.key, last.key]);
      gate.open();
      expect(await client.gather([again, end]), moment).to.deep.equal([2, 4]);
      for (const future of [old, next, last])
        expect(await failureOf(future), moment).to.be.instanceOf(CancelledError);
    }
  });

  it("changes nothing once the task has ended, but for the future itself", async () => {
    const finished = client.submit(Math.max, 1, 2);
    expect(await finished).to.equal(2);
    await finished.cancel();
    expect(finished.status).to.equal("cancelled");
  });
});
