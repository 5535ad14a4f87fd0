import { expect } from "chai";
import { Client, getClient } from "troupe";
import { Observer } from "../../dist/src/client/observer/observer.js";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { describeOnEachBus } from "../support/clusters.ts";
import { startScheduler, startWorker } from "../support/command.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { until } from "../support/status.ts";

/** Fails until an event is set. */
async function needsPermission(name: string): Promise<string> {
  if (!(await getClient().event(name).isSet())) throw new RangeError("not permitted");
  return "permitted";
}

describeOnEachBus("who looks on at a cluster", { workers: 2, threads: 1 }, (shared) => {
  let observer: Observer;

  before(async () => {
    observer = await Observer.join(shared.cluster);
  });

  after(() => observer?.close());

  it("sees what runs, where, and what waits for it", async () => {
    const { client } = shared;
    await using gate = await Gate.build();
    const running = client.submit(passGate, gate.port, 7);
    const double = client.options({ name: "double" });
    const waiting = double.map((x: number, i: number) => x * 2 + i, [running, running, running], [0, 1, 2]);
    await gate.arrived();
    await until(running, "running");
    const now = await observer.now();
    const named = (name: string) => now.functions.find((one) => one.name === name);
    expect(named("passGate")).to.include({ pending: 0, running: 1, done: 0, failed: 0 });
    expect(named("double")).to.include({ pending: 3, running: 0, done: 0 });
    expect(now).to.include({ cluster: shared.cluster.cluster, scheduler: "leading", clients: 1 });
    expect(now.workers).to.deep.equal({ total: 2, threads: 2, running: 1 });
    expect(now.tasks).to.include({ running: 1, waiting: 3 });
    const workers = await observer.workers();
    expect(workers.map((worker) => worker.running).sort()).to.deep.equal([0, 1]);
    const [busy] = workers.filter((worker) => worker.running === 1);
    const { nodes, edges, grouped, truncated } = await observer.graph();
    expect([grouped, truncated]).to.deep.equal([false, false]);
    expect(nodes.map(({ id }) => id)).to.have.members([running.key, ...waiting.map(({ key }) => key)]);
    expect(edges).to.have.deep.members(waiting.map(({ key }) => [running.key, key]));
    const seen = await observer.task(running.key);
    expect(seen).to.deep.include({ phase: "running", name: "passGate", workers: [busy?.name], holders: 1 });
    expect(seen?.dependents).to.have.members(waiting.map(({ key }) => key));
    gate.open();
    expect(await client.gather(waiting)).to.deep.equal([14, 15, 16]);
    const later = await observer.now();
    expect(later.functions.find(({ name }) => name === "double")).to.include({ pending: 0, done: 3 });
    expect(later.rate).to.be.above(0);
  });

  it("is told the story of a task, also when that is no more", async () => {
    const { client } = shared;
    const began = Date.now();
    const future = client.submit((x: number) => x + 0.5, 1);
    const { key } = future;
    expect(await future).to.equal(1.5);
    const task = await observer.task(key);
    expect(task).to.deep.include({ key, phase: "done", state: "finished", attempt: 1, failure: null });
    const { story = [] } = task ?? {};
    expect(story.map(({ event }) => event)).to.deep.equal(["want", "ready", "assign", "finish"]);
    for (const { at } of story) expect(at).to.be.within(began, Date.now());
    const names = client.workers().map(({ name }) => name);
    expect(story.at(-1)?.worker).to.be.oneOf(names);
    expect(story.at(-1)?.why).to.match(/^its run has ended well \(worker\./);
    future.release();
    let gone = await observer.task(key);
    while (gone?.state !== "forgotten") gone = await observer.task(key);
    expect(gone.phase).to.equal("done");
    expect(await observer.task("nobody-knows")).to.equal(null);
  });

  it("sees what has failed, with its stack, and has it run again", async () => {
    const { client } = shared;
    const name = `permission-${shared.bus}`;
    const future = client.submit(needsPermission, name);
    const error = await failureOf(future);
    const [failure] = await observer.failures();
    expect(failure).to.include({
      key: future.key,
      name: "needsPermission",
      error: "RangeError: not permitted",
    });
    expect(failure?.stack).to.equal(error.stack).and.to.include("needsPermission");
    expect(failure?.worker).to.be.oneOf(client.workers().map((worker) => worker.name));
    expect((await observer.task(future.key))?.failure).to.deep.equal(failure);
    await client.event(name).set();
    await observer.retry(future.key);
    // Its own client hears of that when it does.
    while (future.status === "error") await new Promise((resolve) => setImmediate(resolve));
    expect(await future).to.equal("permitted");
    expect(await failureOf(observer.retry("nobody-knows"))).to.include({ name: "LostError" });
  });

  it("sees what is in queues and locks, and who holds them", async () => {
    const { client } = shared;
    const other = await shared.join();
    await client.queue("seen", { maxSize: 9 }).put(1);
    const held = await client.lock("seen").acquire();
    const late = other.lock("seen").acquire();
    const find = async (kind: string) =>
      (await observer.primitives()).find((one) => one.kind === kind && one.name === "seen");
    let lock = await find("lock");
    while (lock?.waiting !== 1) lock = await find("lock");
    expect(lock.holders).to.have.lengthOf(1);
    expect(lock.waiters).to.have.lengthOf(1).and.to.not.deep.equal(lock.holders);
    expect(await find("queue")).to.include({ state: "stocked", size: 1, limit: 9 });
    await held.release();
    await (await late).release();
    await client.queue("seen").get();
  });

  it("is answered together with others who ask the same", async () => {
    const [one, two] = await Promise.all([observer.now(), observer.now()]);
    expect(two.at).to.equal(one.at);
  });
});

describe("who looks on while schedulers change", () => {
  let nats: NatsServer;

  before(async () => {
    nats = await startNatsServer();
  });

  after(() => nats?.close());

  it("sees the next one, and is told in time that there is none", async () => {
    const place = { servers: nats.url, timeout: 1500 };
    await using scheduler = await startScheduler(nats.url);
    await using _worker = await startWorker(nats.url);
    await using client = await Client.connect(nats.url);
    const patient = await Observer.join({ servers: nats.url });
    const observer = await Observer.join(place);
    try {
      expect(await client.submit((x: number) => -x, 1)).to.equal(-1);
      const { epoch } = await observer.now();
      scheduler.kill("SIGKILL");
      await scheduler.ended;
      const none = await failureOf(observer.now());
      expect(none).to.include({ name: "TimeoutError" });
      expect(none.message).to.include(nats.url);
      const next = patient.now();
      await using _next = await startScheduler(nats.url);
      expect((await next).epoch).to.be.above(epoch);
      expect((await patient.now()).rate).to.be.at.least(0);
    } finally {
      await observer.close();
      await patient.close();
    }
  });
});
