import { expect } from "chai";
import { CancelledError, type Client, ClosedError, type Future, getClient, TimeoutError, wait } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

const double = (x: number) => x * 2;
const fail = (text: string): number => {
  throw new RangeError(text);
};

describeOnEachBus("wait", { workers: 1, threads: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("waits until all have ended, whatever they are given in", async () => {
    const [a, b] = [client.submit(double, 1), client.submit(double, 2)];
    for (const given of [[a, b], new Set([a, b]), [a, b, a].values()]) {
      const { done, notDone } = await wait(given, { returnWhen: "ALL_COMPLETED" });
      expect([...done]).to.have.members([a, b]);
      expect(notDone.size).to.equal(0);
    }
    expect([...(await wait(a)).done]).to.have.members([a]);
  });

  it("waits until one has ended", async () => {
    await using gate = await Gate.build();
    const slow = client.submit(passGate, gate.port, "first");
    await gate.arrived();
    const fast = client.submit(double, 3);
    const { done, notDone } = await wait<Future<unknown>>([slow, fast], { returnWhen: "FIRST_COMPLETED" });
    expect([...done]).to.have.members([fast]);
    expect([...notDone]).to.have.members([slow]);
    gate.open();
    expect(await slow).to.equal("first");
  });

  it("waits until one has failed, and not for one that was cancelled", async () => {
    await using gate = await Gate.build();
    await using other = await Gate.build();
    const slow = client.submit(passGate, gate.port, "exception");
    await gate.arrived();
    const good = client.submit(double, 4);
    const cancelled = client.submit(passGate, gate.port, "cancelled");
    await good;
    await cancelled.cancel();
    const held = client.submit(passGate, other.port, "go");
    const bad = client.submit((_: string) => {
      throw new RangeError("exception");
    }, held);
    const all = [slow, good, cancelled, bad];
    const waited = wait<Future<unknown>>(all, { returnWhen: "FIRST_EXCEPTION" });
    await other.arrived();
    other.open();
    const { done, notDone } = await waited;
    expect([...done]).to.have.members([good, cancelled, bad]);
    expect([...notDone]).to.have.members([slow]);
  });

  it("waits for all where none fails", async () => {
    const futures = client.map(double, [5, 6]);
    const cancelled = client.submit(double, 7);
    await cancelled.cancel();
    const { done } = await wait([...futures, cancelled], { returnWhen: "FIRST_EXCEPTION" });
    expect([...done]).to.have.members([...futures, cancelled]);
  });

  it("is over at once where there is nothing to wait for", async () => {
    for (const returnWhen of ["ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"] as const) {
      expect(await wait([], { returnWhen })).to.deep.equal({ done: new Set(), notDone: new Set() });
    }
    const ended = client.submit(double, 8);
    await ended;
    expect((await wait([ended], { timeout: 0 })).done.has(ended)).to.equal(true);
  });

  it("counts as done what failed, what was released, and what was lost", async () => {
    const failed = client.submit(fail, "done");
    const released = client.submit(double, 9);
    released.release();
    const lost = client.future<number>("nobody-knows-it");
    const { done } = await wait([failed, released, lost]);
    expect([...done].map(({ status }) => status)).to.have.members(["error", "cancelled", "lost"]);
    const { notDone } = await wait([lost, client.submit(double, 9)], { returnWhen: "FIRST_EXCEPTION" });
    expect(notDone.size).to.equal(1);
  });

  it("rejects when time runs out, and leaves the tasks alone", async () => {
    await using gate = await Gate.build();
    const slow = client.submit(passGate, gate.port, "timeout");
    await gate.arrived();
    const error = await failureOf(wait([slow, client.submit(double, 10)], { timeout: 1 }));
    expect(error).to.be.instanceOf(TimeoutError);
    expect(error.message).to.include("1 ms").and.to.include("2 futures");
    expect(slow.done()).to.equal(false);
    gate.open();
    expect(await slow).to.equal("timeout");
  });

  it("keeps a future that is released meanwhile, and it alone", async () => {
    await using gate = await Gate.build();
    const slow = client.submit(passGate, gate.port, "released");
    await gate.arrived();
    const waited = wait(slow);
    slow.release();
    gate.open();
    expect((await waited).done.has(slow)).to.equal(true);
    expect(await failureOf(slow)).to.be.instanceOf(CancelledError);
  });

  it("takes futures of several clients, and is over when theirs are closed", async () => {
    await using gate = await Gate.build();
    const other = await shared.join();
    const theirs = other.submit(passGate, gate.port, "several");
    await gate.arrived();
    const mine = client.submit(double, 11);
    const waited = wait<Future<unknown>>([mine, theirs]);
    await other.close();
    expect([...(await waited).done]).to.have.members([mine, theirs]);
    expect(await failureOf(theirs)).to.be.instanceOf(ClosedError);
    expect([...(await wait(theirs)).done]).to.deep.equal([theirs]);
  });

  it("refuses what is no future, and options that are none", async () => {
    const future = client.submit(double, 12);
    for (const wrong of [7, "word", null, {}, [7], [[future]], (async function* () {})()]) {
      const error = await failureOf(wait(wrong as never));
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.include("wait takes futures");
    }
    for (const [options, word] of [
      [{ timeout: "1" }, "timeout"],
      [{ timeout: -1 }, "timeout"],
      [{ returnWhen: "SOME" }, "FIRST_EXCEPTION"],
      [{ returnWhen: "toString" }, "returnWhen"],
      [{ when: 1 }, "when"],
      [null, "null"],
    ] as const) {
      const error = await failureOf(wait(future, options as never));
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.include(word);
    }
  });
});

describeOnEachBus("a task that waits", { workers: 1, threads: 1 }, (shared) => {
  it("gives its slot away in wait, asCompleted and progress", async () => {
    const waits = async () => {
      const { asCompleted, progress, wait } = await import("troupe");
      const client = getClient().options({ pure: false });
      const submit = (x: number) => client.submit((y: number) => y, x);
      const { done } = await wait([submit(1), submit(2)]);
      const first = await wait([submit(3)], { returnWhen: "FIRST_COMPLETED", timeout: 20_000 });
      await progress([submit(4)]);
      const seen: number[] = [];
      await asCompleted([submit(5), submit(6)], { withResults: true }).forEach(([, x]) => void seen.push(x));
      return [done.size, first.done.size, ...seen];
    };
    expect(await shared.client.submit(waits)).to.deep.equal([2, 1, 5, 6]);
  });
});
