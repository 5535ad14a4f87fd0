import { expect } from "chai";
import { lastValueFrom, toArray } from "rxjs";
import { CancelledError, type Client, getTask } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal, note } from "../support/journal.ts";
import { until } from "../support/status.ts";

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

  it("changes nothing once the task has ended, but for the future itself", async () => {
    const finished = client.submit(Math.max, 1, 2);
    expect(await finished).to.equal(2);
    await finished.cancel();
    expect(finished.status).to.equal("cancelled");
  });
});
