import { expect } from "chai";
import { lastValueFrom } from "rxjs";
import { asCompleted, Client, Future, getClient, wait } from "troupe";
import type { Tables } from "../../dist/actors/scheduler/tables.js";
import { validate } from "../../dist/actors/scheduler/validate.js";
import { MemoryBroker } from "../../dist/src/bus/memory.js";
import { startPoolWorker } from "../../dist/src/cluster/pool-worker.js";
import { type SchedulerService, serveScheduler } from "../../dist/src/cluster/scheduler.js";
import type { WorkerService } from "../../dist/src/cluster/worker.js";
import { systemClock } from "../../dist/src/runtime/clock.js";
import { failureOf } from "../support/failure.ts";
import { collectUntil } from "../support/garbage.ts";
import { Gate, passGate } from "../support/gate.ts";

const same = <T>(value: T): T => value;
const bytes = (size: number) => new Uint8Array(size);

describe("what a cluster remembers", () => {
  const broker = new MemoryBroker();
  const address = { cluster: "open", url: "memory", connect: async () => broker.connect() };
  const log = () => {};
  let scheduler: SchedulerService;
  let worker: WorkerService;
  let tables: Tables;
  let client: Client;

  /** Resolves when the scheduler has heard of everything, of what is released in this turn too. */
  const told = async () => {
    await Promise.resolve();
    await client.delivered();
  };
  /** Resolves when the present and the following turns of the event loop have made it so. */
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };

  before(async () => {
    scheduler = serveScheduler({ bus: broker.connect(), clock: systemClock, cluster: "open", log });
    await scheduler.leading;
    worker = startPoolWorker({ bus: broker.connect(), cluster: "open", name: "one", threads: 1, log });
    await worker.joined;
    tables = scheduler.tables;
  });

  beforeEach(async () => {
    client = await Client.connect(address);
  });

  afterEach(async () => {
    await client.close();
    // Only the client inside the worker's thread stays, with the code that it may need again.
    const [name = ""] = tables.workers.keys();
    const inside = `${name.replace("worker.", "client.")}-`;
    await until(() => [...tables.clients.keys()].every((known) => known.startsWith(inside)));
    await until(() => tables.tasks.size === 0 && worker.tables.kept.size === 0);
    validate(tables);
    expect(worker.tables.runs.size).to.equal(0);
    for (const { owners, tasks } of tables.codes.values()) expect([owners.size, tasks]).to.deep.equal([1, 0]);
  });

  after(async () => {
    worker?.stop();
    await worker?.ended;
    scheduler?.stop();
    await scheduler?.ended;
  });

  it("is nothing of a key once its future is released", async () => {
    const small = client.submit(same, 1);
    const large = client.submit(bytes, 100_000);
    await client.gather([small, large]);
    await told();
    expect(new Set(tables.tasks.keys())).to.deep.equal(new Set([small.key, large.key]));
    expect(worker.tables.kept.size).to.equal(1);
    small.release();
    large.release();
    await told();
    expect(tables.tasks.size).to.equal(0);
    await client.submit(same, 2);
    expect(worker.tables.kept.size).to.equal(0);
  });

  it("is a key for as long as one of its futures is held", async () => {
    const [a, b] = [client.submit(same, 3), client.submit(same, 3)];
    await a;
    a.release();
    await told();
    expect(tables.tasks.has(b.key)).to.equal(true);
    expect(await b).to.equal(3);
  });

  it("is no pending task that nobody waits for any more", async () => {
    await using gate = await Gate.build();
    const busy = client.submit(passGate, gate.port, 1);
    await gate.arrived();
    const waiting = client.submit(same, 4);
    await told();
    expect(tables.tasks.has(waiting.key)).to.equal(true);
    waiting.release();
    await told();
    expect(tables.tasks.has(waiting.key)).to.equal(false);
    gate.open();
    await busy;
  });

  it("is nothing of futures that were garbage-collected, unless somebody waits", async () => {
    await using gate = await Gate.build();
    const values: string[] = [];
    const ended = new Promise<void>((resolve) => {
      client.submit(passGate, gate.port, "subscribed").subscribe((value) => values.push(value));
      client.submit(passGate, gate.port, "called back").addDoneCallback(() => resolve());
    });
    client.map(same, [11, 12, 13]);
    await gate.arrived();
    await client.delivered();
    expect(tables.tasks.size).to.equal(5);
    await collectUntil(() => tables.tasks.size === 2);
    gate.open();
    await ended;
    expect(values).to.deep.equal(["subscribed"]);
  });

  it("is no future that has ended and is not used any more, however it ended and was used", async () => {
    const fresh = client.options({ pure: false });
    const fail = () => {
      throw new RangeError("as asked");
    };
    const uses: Readonly<Record<string, (future: Future<unknown>) => unknown>> = {
      awaits: (future) => failureOf(future),
      subscribes: (future) => failureOf(lastValueFrom(future)),
      follows: (future) => lastValueFrom(future.status$),
      gathers: (future) => failureOf(client.gather([future])),
      waits: (future) => wait([future]),
      completes: async (future) => {
        for await (const _ of asCompleted([future]));
      },
      passesOn: (future) => failureOf(client.submit(same, future)),
    };
    const use = async (name: string, end: (future: Future<unknown>) => unknown) => {
      const future = fresh.submit(fail);
      const used = uses[name]?.(future);
      await end(future);
      await used;
      return new WeakRef(future);
    };
    const ends = [
      (future: Future<unknown>) => failureOf(future),
      (future: Future<unknown>) => future.cancel(),
    ];
    const names = Object.keys(uses);
    const left = await Promise.all(ends.flatMap((end) => names.map((name) => use(name, end))));
    await collectUntil(() => left.every((future) => future.deref() === undefined));
  });

  it("is a key whose future is released while somebody awaits it", async () => {
    await using gate = await Gate.build();
    const future = client.submit(passGate, gate.port, "awaited");
    await gate.arrived();
    const awaited = future.result();
    future.release();
    await told();
    gate.open();
    expect(await awaited).to.equal("awaited");
  });

  it("is nothing of the tasks that a task made and let go", async () => {
    const make = async () => {
      const client = getClient();
      const kept = client.map((x: number) => x, [1, 2, 3]);
      return (await client.gather(kept)).length;
    };
    const future = client.submit(make);
    expect(await future).to.equal(3);
    // What the client inside the task's thread lets go of comes after the result.
    await until(() => tables.tasks.size === 1);
    expect(tables.tasks.has(future.key)).to.equal(true);
  });

  it("is nothing of a chain of a thousand once its end is released", async () => {
    let last = client.submit(same, 0);
    for (let i = 0; i < 1000; i++) {
      const next = client.submit((x: number) => x + 1, last);
      last.release();
      last = next;
    }
    expect(await last).to.equal(1000);
    last.release();
    await told();
    expect(tables.tasks.size).to.equal(0);
  });

  it("is nothing of a client that has left, whatever it had under way", async () => {
    await using gate = await Gate.build();
    const other = await Client.connect(address);
    const running = other.submit(passGate, gate.port, 1);
    other.submit(same, running);
    other.map(same, Array(100).fill(running));
    await gate.arrived();
    await other.close();
    gate.open();
  });

  it("is nothing of futures inside a result that is released", async () => {
    const nest = () => [getClient().submit((x: number) => x, 9)];
    const outer = client.submit(nest);
    const [inner] = await outer;
    expect(inner).to.be.instanceOf(Future);
    expect(await inner).to.equal(9);
  });

  it("is nothing of failed and cancelled tasks", async () => {
    const fail = (): number => {
      throw new Error("failed");
    };
    const failed = client.submit(fail);
    const dependent = client.submit(same, failed);
    await failureOf(dependent);
    const cancelled = client.submit(same, 10);
    await cancelled.cancel();
    await told();
    expect(tables.tasks.has(cancelled.key)).to.equal(false);
  });
});
