import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { first, firstValueFrom } from "rxjs";
import { type ActorRef, Client, ClosedError } from "troupe";
import { type NatsServer, startNatsServer } from "../../dist/src/bus/server.js";
import { Observer } from "../../dist/src/client/observer/observer.js";
import { type Command, startScheduler, startWorker } from "../support/command.ts";
import { Counter } from "../support/counter.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { pause } from "../support/pause.ts";
import { Relay } from "../support/relay.ts";

const increment = (x: number) => x + 1;
const make = (size: number, n: number) => new Uint8Array(size).fill(n);
const size = (bytes: Uint8Array) => bytes.length;

/** Resolves when the connection of a client is in that state, or is so already. */
const becomes = (client: Client, wanted: string) =>
  firstValueFrom(client.status$.pipe(first(({ connection }) => connection === wanted)));

/** Resolves when the cluster has so many workers. */
const workers = (client: Client, count: number) =>
  firstValueFrom(client.status$.pipe(first(({ workers }) => workers === count)));

describe("a connection that is cut", () => {
  let nats: NatsServer;
  let relay: Relay;

  beforeEach(async () => {
    nats = await startNatsServer();
    relay = await Relay.before(nats.url);
  });

  afterEach(async () => {
    await relay?.[Symbol.asyncDispose]();
    await nats?.close();
  });

  /** Tasks, calls, waits and data under way while it is cut; each ends right, and nothing is done twice. */
  async function survives(client: Client, cut: () => Promise<void>): Promise<void> {
    await using gate = await Gate.build();
    const counter = await client.options({ concurrency: 2 }).actor(Counter);
    const running = client.submit(passGate, gate.port, "through");
    const call = counter.pass(gate.port, 7);
    const queue = client.queue<number>();
    const item = queue.get();
    const data = client.submit(make, 8_000_000, 1);
    await gate.arrived(2);
    const coming = data.then(size);
    await cut();
    await queue.put(5);
    const counted = await client.gather([counter.increment(), counter.increment()]);
    gate.open();
    expect([await running, await call, await item, counted]).to.deep.equal(["through", 7, 5, [1, 2]]);
    expect([await coming, gate.arrivals]).to.deep.equal([8_000_000, 2]);
    expect(await client.submit(size, data)).to.equal(8_000_000);
  }

  it("costs its client nothing, which says so as it happens", async () => {
    await using _scheduler = await startScheduler(nats.url);
    await using _worker = await startWorker(nats.url, "--threads", "2");
    await using client = await Client.connect(relay.url);
    const states: string[] = [];
    client.status$.subscribe(({ connection }) => states.push(connection));
    await workers(client, 1);
    await survives(client, async () => {
      relay.cut();
      await becomes(client, "disconnected");
    });
    const changes = states.filter((state, i) => state !== states[i - 1]);
    expect(changes).to.deep.equal(["connected", "disconnected", "connected"]);
    await client.close();
    expect(states.at(-1)).to.equal("closed");
  });

  it("costs nothing where it is the scheduler's or a worker's", async () => {
    await using _scheduler = await startScheduler(relay.url);
    await using _worker = await startWorker(relay.url, "--threads", "2");
    await using client = await Client.connect(nats.url);
    await workers(client, 1);
    await survives(client, async () => relay.cut());
    expect(client.workers()).to.have.lengthOf(1);
  });

  it("for so long that its worker counts as dead has the worker come back anew, and what it did meanwhile is void", async () => {
    await using scheduler = await startScheduler(nats.url);
    await using _cut = await startWorker(relay.url, "--name", "cut", "--threads", "2");
    await using client = await Client.connect(nats.url);
    await workers(client, 1);
    await using gate = await Gate.build();
    const counter = await client.actor(Counter);
    const running = client.submit(passGate, gate.port, "late");
    await gate.arrived();
    const call = counter.forever().exception();
    relay.cut({ refuse: true });
    await workers(client, 0);
    expect((await call)?.name).to.equal("ActorDiedError");
    await using _heir = await startWorker(nats.url, "--name", "heir");
    await gate.arrived(2);
    gate.open();
    expect(await running).to.equal("late");
    relay.restore();
    await client.waitForWorkers(2);
    const names = client.workers().map(({ name }) => name);
    expect(names.sort()).to.deep.equal(["cut", "heir"]);
    const there = client.options({ workers: ["cut"] });
    expect(
      await there.submit(async (c: ActorRef<Counter>) => c.increment(), await client.actor(Counter)),
    ).to.equal(1);
    expect(scheduler.text).to.not.include("broke");
  });
});

describe("a client that is gone for good", () => {
  let nats: NatsServer;
  before(async () => {
    nats = await startNatsServer();
  });
  after(() => nats?.close());

  it("has what it held released after its grace, and nothing is left of it", async () => {
    await using relay = await Relay.before(nats.url);
    await using _scheduler = await startScheduler(nats.url, "--client-grace", "1500");
    await using _worker = await startWorker(nats.url);
    await using gate = await Gate.build();
    const gone = await Client.connect(relay.url);
    gone.submit(passGate, gate.port, "for nobody");
    const actor = await gone.actor(Counter);
    const ends = [actor.forever(), gone.queue("jobs").get(), gone.submit(increment, 1)].map(failureOf);
    await gate.arrived();
    const observer = await Observer.join({ servers: nats.url });
    const remains = async () => {
      const [{ tasks }, actors, primitives] = await Promise.all([
        observer.now(),
        observer.actors(),
        observer.primitives(),
      ]);
      return { tasks, actors, waiting: primitives.map(({ waiting }) => waiting) };
    };
    expect((await remains()).actors).to.have.lengthOf(1);
    relay.cut({ refuse: true });
    while ((await remains()).actors.length > 0) await pause();
    expect(await remains()).to.deep.equal({ tasks: {}, actors: [], waiting: [] });
    await observer.close();
    await gone.close();
    for (const end of await Promise.all(ends)) expect(end).to.be.instanceOf(ClosedError);
  });
});

describe("a client that reads too slowly for the server", () => {
  const folder = mkdtempSync(join(tmpdir(), "troupe-specs-"));
  const config = join(folder, "nats.conf");
  let nats: NatsServer;
  let scheduler: Command;
  let worker: Command;

  before(async () => {
    writeFileSync(config, 'max_pending: 2500KB\nwrite_deadline: "1s"\n');
    nats = await startNatsServer({ config });
    scheduler = await startScheduler(nats.url);
    worker = await startWorker(nats.url);
  });

  after(async () => {
    await worker?.[Symbol.asyncDispose]();
    await scheduler?.[Symbol.asyncDispose]();
    await nats?.close();
    rmSync(folder, { recursive: true });
  });

  it("is cut off, comes back, and has every result", async () => {
    await using relay = await Relay.before(nats.url);
    await using client = await Client.connect(relay.url);
    await client.waitForWorkers(1);
    await using gate = await Gate.build();
    const letter = client.submit(passGate, gate.port, "x");
    const write = (n: number, x: string) => x.repeat(4000) + n;
    const numbers = Array.from({ length: 3000 }, (_, n) => n);
    const futures = client.map(write, numbers, Array(numbers.length).fill(letter));
    await Promise.all([client.delivered(), gate.arrived()]);
    const dropped = relay.stall();
    gate.open();
    await dropped;
    const results = await client.gather(futures);
    expect(results.every((text, n) => text.endsWith(`x${n}`))).to.equal(true);
  });
});
