import { expect } from "chai";
import { remoteModule } from "troupe";
import { Observer } from "../../dist/src/client/observer/observer.js";
import type { ChartView, SpanView } from "../../dist/src/client/observer/views.js";
import { describeOnEachBus } from "../support/clusters.ts";
import { Counter } from "../support/counter.ts";
import { pause } from "../support/pause.ts";

const url = new URL("../support/spawned.ts", import.meta.url);
const machines = remoteModule<typeof import("../support/spawned.ts")>(url);

/** What `ask` gives, as soon as that satisfies. */
async function once<T>(ask: () => Promise<T>, satisfies: (value: T) => unknown): Promise<T> {
  for (;;) {
    const value = await ask();
    if (satisfies(value)) return value;
    await pause();
  }
}

/** The key of the actor that others find by a name. */
async function named(observer: Observer, name: string): Promise<string> {
  const found = (await observer.actors()).find((actor) => actor.name === name);
  return found?.key ?? expect.fail(`There is no ${name}.`);
}

const typesOf = ({ events }: ChartView): string[] => events.map(({ type }) => type);

describeOnEachBus("an observer", { typescript: true, workers: 2, threads: 1 }, (shared) => {
  let observer: Observer;

  before(async () => {
    observer = await Observer.join(shared.cluster);
  });

  after(() => observer.close());

  it("sees what each worker's process uses", async () => {
    const workers = await once(
      () => observer.workers(),
      (views) => views.every(({ load }) => load !== null),
    );
    expect(workers).to.have.length(2);
    for (const { load } of workers) {
      expect(load?.memory).to.be.above(0);
      expect(load?.memoryLimit).to.be.above(0);
      expect(load?.cpu).to.be.at.least(0);
    }
  });

  it("sees how often actors were called, and looks at machines without calling them", async () => {
    const { client } = shared;
    const counter = await client.actor(Counter);
    const machine = await client.spawn(machines.counting, { name: "called" });
    machine.send({ type: "add", by: 1 });
    await counter.increment();
    await counter.increment();
    const key = await named(observer, "called");
    const find = async () => {
      void observer.chart(key);
      return observer.actors();
    };
    const views = await once(
      find,
      (found) =>
        found.every(({ open, calls }) => open === 0 && (calls ?? 0) > 0) &&
        found.some(({ calls }) => calls === 2),
    );
    const figures = views.map(({ type, form, calls, mailbox, open }) => [type, form, calls, mailbox, open]);
    expect(figures).to.have.deep.members([
      ["Counter", "class", 2, 0, 0],
      ["called", "machine", 1, 0, 0],
    ]);
    await client.kill(machine);
  });

  it("sees what takes time, while it watches", async () => {
    const spans: SpanView[] = [];
    const stop = observer.watch((stream) => spans.push(...stream.spans));
    await once(
      async () => shared.client.options({ pure: false }).submit((x: number) => x + 1, 1),
      () => spans.some(({ kind }) => kind === "task"),
    );
    stop();
  });

  it("sees where a machine is, and how it came there", async () => {
    const { client } = shared;
    const machine = await client.spawn(machines.counting, { name: "followed" });
    const key = await named(observer, "followed");
    const chart = await observer.chart(key);
    expect(chart?.root.states.map(({ id }) => id)).to.deep.equal(["counting", "ended"]);
    expect(chart?.transitions).to.deep.include({
      from: "counting.even",
      to: "counting.odd",
      label: "always",
    });
    expect(chart?.transitions).to.deep.include({ from: "counting", to: "counting.even", label: "add" });
    expect(chart?.current).to.deep.equal(["counting", "counting.even"]);
    machine.send({ type: "add", by: 1 });
    const moved = await once(
      () => observer.chart(key),
      (view) => view?.current.includes("counting.odd"),
    );
    if (moved === null) expect.fail("It lives.");
    expect(typesOf(moved)).to.deep.equal(["add"]);
    expect(moved.events[0]?.at).to.be.above(0);
    machine.send({ type: "end" });
    await once(
      () => observer.chart(key),
      (view) => view === null,
    );
  });

  it("sees what a machine does by itself, from when it looks", async () => {
    const { client } = shared;
    const machine = await client.spawn(machines.ticking, { name: "ticking" });
    const key = await named(observer, "ticking");
    const chart = await once(
      () => observer.chart(key),
      (view) => view !== null && typesOf(view).includes("after 10"),
    );
    expect(chart?.transitions).to.deep.include({ from: "tick", to: "tock", label: "after 10" });
    await client.kill(machine);
  });

  it("sees of logic that is no machine one state, and of what is no machine nothing", async () => {
    const { client } = shared;
    const summing = await client.spawn(machines.summing, { name: "summing" });
    const counter = await client.actor(Counter);
    const chart = await observer.chart(await named(observer, "summing"));
    const alone = { id: "", name: "summing", type: "atomic", initial: null, states: [] };
    expect(chart?.root).to.deep.equal(alone);
    expect(chart?.current).to.deep.equal([""]);
    for (const { key, form } of await observer.actors())
      if (form === "class") expect(await observer.chart(key)).to.equal(null);
    expect(await observer.chart("nobody")).to.equal(null);
    await counter.increment();
    await client.kill(summing);
  });

  it("sees the machines of the cluster itself", async () => {
    const names = shared.client.workers().map(({ name }) => name);
    await shared.client.submit((x: number) => x * 2, 1);
    const system = await once(
      () => observer.system(),
      ({ workers, scheduler }) => workers["running"]?.length === names.length && scheduler.events.length > 0,
    );
    expect(system.scheduler.current).to.deep.equal(["leading"]);
    expect(typesOf(system.scheduler)).to.include("messages");
    expect(system.workers["running"]).to.have.members(names);
    expect(system.worker.current).to.deep.equal(["running"]);
    expect(system.task.root.states.map(({ id }) => id)).to.include.members(["waiting", "running"]);
    for (const id of system.task.current) expect(system.tasks[id]).to.be.above(0);
  });
});
