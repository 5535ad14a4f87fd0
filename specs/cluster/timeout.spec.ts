import { expect } from "chai";
import { type Client, getClient, getTask, TimeoutError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal } from "../support/journal.ts";

/** Waits for its signal and notes what came with it. */
const waitForSignal = async (path: string) => {
  const { appendFileSync } = await import("node:fs");
  const { key, signal } = getTask();
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  appendFileSync(path, `${signal.reason.name} of ${signal.reason.key === key ? "this" : "another"} task\n`);
  return "too late";
};

const loop = (): never => {
  for (;;);
};

const spin = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return ms;
};

describeOnEachBus("a timeout", { workers: 1, threads: 1 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client.options({ pure: false });
  });

  it("fails a task that runs longer, which is told by its signal", async () => {
    using journal = new Journal();
    const future = client.options({ timeout: 50 }).submit(waitForSignal, journal.path);
    const error = await failureOf(future);
    expect(error).to.be.instanceOf(TimeoutError);
    expect(error.key).to.equal(future.key);
    expect(error.message).to.include(future.key).and.to.include("50 ms");
    expect(future.status).to.equal("error");
    await client.submit(spin, 0);
    expect(journal.lines).to.deep.equal(["TimeoutError of this task"]);
  });

  it("ends the thread of a task that does not end by itself", async () => {
    const endless = client.options({ timeout: 20 }).submit(loop);
    const dependent = client.submit((x: unknown) => x, endless);
    expect(await failureOf(endless)).to.be.instanceOf(TimeoutError);
    expect((await failureOf(dependent)).key).to.equal(endless.key);
    expect(await client.submit(spin, 0)).to.equal(0);
  });

  it("does not count while a task is queued", async () => {
    const before = client.submit(spin, 400);
    const behind = client.options({ timeout: 300 }).submit((x: number) => x, 1);
    expect(await client.gather([before, behind])).to.deep.equal([400, 1]);
  });

  it("is a failure like another: the task is tried again, each time with all of its time", async () => {
    const hangAtFirst = () => (getTask().attempt === 1 ? new Promise(() => {}) : getTask().attempt);
    expect(await client.options({ timeout: 500, retries: 1 }).submit(hangAtFirst)).to.equal(2);
    const hang = () => new Promise(() => {});
    const error = await failureOf(client.options({ timeout: 30, retries: 1 }).submit(hang));
    expect(error).to.be.instanceOf(TimeoutError);
  });

  it("goes on while a task waits for others, which end with it", async () => {
    await using gate = await Gate.build();
    const parent = async (port: number, task: typeof passGate<string>) =>
      await getClient().submit(task, port, "child");
    const future = client.options({ timeout: 1500 }).submit(parent, gate.port, passGate);
    expect((await failureOf(future)).key).to.equal(future.key);
    expect(await client.submit(spin, 0)).to.equal(0);
    expect(gate.arrivals).to.equal(1);
  });

  it("harms nobody who is in time", async () => {
    const futures = client.options({ timeout: 20_000 }).map(spin, Array(200).fill(0));
    expect(await client.gather(futures)).to.have.lengthOf(200);
  });
});
