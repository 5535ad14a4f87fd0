import { expect } from "chai";
import { asCompleted, type Client, getClient, getTask, getWorker } from "troupe";
import { startPoolWorker } from "../../dist/src/cluster/pool-worker.js";
import type { WorkerService } from "../../dist/src/cluster/worker.js";
import type { Resource } from "../../dist/src/protocol/messages.js";
import { describeOnEachBus, type Shared } from "../support/clusters.ts";
import { Gate, passGate } from "../support/gate.ts";

const place = () => getWorker().name;
const same = <T>(value: T): T => value;

/** Workers that one spec starts by hand beside those of the cluster, ended with it. */
class Guests implements AsyncDisposable {
  readonly #shared: Shared;
  readonly #ends: (() => Promise<void>)[] = [];

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  async start(name: string, threads = 1, resources: readonly Resource[] = []): Promise<WorkerService> {
    const bus = await this.#shared.cluster.connect();
    const log = () => {};
    const worker = startPoolWorker({ bus, cluster: "default", name, threads, resources, log });
    this.#ends.push(async () => {
      worker.stop();
      await worker.ended;
      await bus.close();
    });
    await worker.joined;
    return worker;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#ends.map((end) => end()));
  }
}

describeOnEachBus("where a task runs", { workers: 2 }, (shared) => {
  let client: Client;
  let guests: Guests;

  beforeEach(() => {
    client = shared.client.options({ pure: false });
    guests = new Guests(shared);
  });

  afterEach(() => guests[Symbol.asyncDispose]());

  it("is one of the workers that it names, by name or by address", async () => {
    const [, second] = shared.client.workers();
    const { name = "", address = "" } = second ?? {};
    const there = client.options({ workers: [name] });
    const places = await client.gather(Array.from({ length: 20 }, () => there.submit(place)));
    expect(new Set(places)).to.deep.equal(new Set([name]));
    expect(await client.options({ workers: [address] }).submit(place)).to.equal(name);
  });

  it("is nowhere while none of them is there, which holds up nobody else", async () => {
    const late = client.options({ workers: ["late"], priority: 5 });
    const waiting = [late.submit(place), late.submit(place)];
    expect(await client.gather(client.map(same, [1, 2, 3]))).to.deep.equal([1, 2, 3]);
    expect(waiting.map(({ status }) => status)).to.deep.equal(["pending", "pending"]);
    await guests.start("late");
    expect(await client.gather(waiting)).to.deep.equal(["late", "late"]);
  });

  it("is elsewhere where the task allows it and none of them is there", async () => {
    const near = client.options({ workers: ["near"], allowOtherWorkers: true });
    expect(await near.submit(place)).to.match(/^worker-/);
    await guests.start("near");
    expect(await near.submit(place)).to.equal("near");
  });

  it("is where its resources are, and never more at a time than there are", async () => {
    await using gate = await Gate.build();
    const onGpu = client.options({ resources: { gpu: 1 } });
    const first = onGpu.submit(passGate, gate.port, "first");
    const second = onGpu.submit(passGate, gate.port, "second");
    await guests.start("strong", 2, [["gpu", 1]]);
    await gate.arrived();
    // A thread is free there, and whatever is sent after the second task has run.
    expect(await client.options({ workers: ["strong"] }).submit(place)).to.equal("strong");
    expect(gate.arrivals).to.equal(1);
    gate.open();
    expect(await client.gather([first, second])).to.deep.equal(["first", "second"]);
  });

  it("is among those workers also when it is run again, or submitted within a task", async () => {
    await guests.start("chosen");
    const flaky = () => {
      if (getTask().attempt < 3) throw new Error("again");
      return getWorker().name;
    };
    expect(await client.options({ workers: ["chosen"], retries: 2 }).submit(flaky)).to.equal("chosen");
    const within = () =>
      getClient()
        .options({ workers: ["chosen"] })
        .submit(() => getWorker().name);
    expect(await client.submit(within)).to.equal("chosen");
  });

  it("is for an actor the same, which has its resources to itself while it lives", async () => {
    class Resident {
      where() {
        return getWorker().name;
      }
    }
    await guests.start("strong", 2, [["gpu", 1]]);
    const onGpu = client.options({ resources: { gpu: 1 } });
    const actor = await onGpu.actor(Resident);
    expect(await actor.where()).to.equal("strong");
    const waiting = onGpu.submit(place);
    expect(await client.options({ workers: ["strong"] }).submit(place)).to.equal("strong");
    expect(waiting.status).to.equal("pending");
    actor[Symbol.dispose]();
    expect(await waiting).to.equal("strong");
  });

  it("is where its data is", async () => {
    const make = () => ({ bytes: new Uint8Array(20_000_000), at: getWorker().name });
    const compare = (data: ReturnType<typeof make>) => [data.at, getWorker().name];
    const made = client.options({ workers: ["worker-1"] }).submit(make);
    for (let i = 0; i < 3; i++) {
      expect(await client.submit(compare, made)).to.deep.equal(["worker-1", "worker-1"]);
    }
  });

  it("is a worker that joins while others are busy", async () => {
    await using gate = await Gate.build();
    const all = client.map(passGate, Array.from({ length: 4 }).fill(gate.port) as number[], [1, 2, 3, 4]);
    await gate.arrived(2);
    await guests.start("late", 2);
    await gate.arrived(4);
    gate.open();
    expect(await client.gather(all)).to.deep.equal([1, 2, 3, 4]);
  });

  it("comes by priority, then in the order of submission", async () => {
    await guests.start("alone");
    await using gate = await Gate.build();
    const alone = client.options({ workers: ["alone"] });
    const busy = alone.submit(passGate, gate.port, "busy");
    await gate.arrived();
    const tasks = [1, 0, 2, 0, 2].map((priority, i) => alone.options({ priority }).submit(same, i));
    await client.delivered();
    gate.open();
    await busy;
    const order: number[] = [];
    for await (const [, value] of asCompleted(tasks, { withResults: true })) order.push(value);
    expect(order).to.deep.equal([2, 4, 0, 1, 3]);
  });
});
