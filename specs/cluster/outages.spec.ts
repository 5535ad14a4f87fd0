import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { first, firstValueFrom } from "rxjs";
import { Client, LocalCluster, remoteModule } from "troupe";
import { connectNats } from "../../dist/src/bus/nats.js";
import { type NatsServer, startNatsServer } from "../../dist/src/bus/server.js";
import { type Command, startScheduler, startWorker } from "../support/command.ts";
import { Counter } from "../support/counter.ts";
import { descendants } from "../support/family.ts";
import { Gate, passGate } from "../support/gate.ts";

const increment = (x: number) => x + 1;

describe("a local cluster whose NATS server is killed", () => {
  it("has it again where it was, and goes on, actors and all", async () => {
    await using gate = await Gate.build();
    await using cluster = await LocalCluster.start({ bus: "nats", workers: 1, threads: 2 });
    await using client = await Client.connect(cluster);
    const counter = await client.actor(Counter);
    const running = client.submit(passGate, gate.port, "through");
    await counter.increment();
    await gate.arrived();
    const server = descendants().find(({ command }) => /^\S*nats-server /.test(command));
    process.kill(Number(server?.pid), "SIGKILL");
    await firstValueFrom(client.status$.pipe(first(({ connection }) => connection === "disconnected")));
    const later = [counter.increment(), client.submit(increment, 1)];
    gate.open();
    expect(await client.gather(later)).to.deep.equal([2, 2]);
    expect(await running).to.equal("through");
    expect(gate.arrivals).to.equal(1);
  });
});

describe("a cluster in trouble", () => {
  let nats: NatsServer;
  let scheduler: Command;
  let worker: Command;
  let client: Client;

  before(async () => {
    nats = await startNatsServer();
    scheduler = await startScheduler(nats.url);
  });

  after(async () => {
    await scheduler?.[Symbol.asyncDispose]();
    await nats?.close();
  });

  beforeEach(async () => {
    worker = await startWorker(nats.url, "--name", "only", "--threads", "2");
    client = await Client.connect(nats.url);
  });

  afterEach(async () => {
    await client?.close();
    await worker?.[Symbol.asyncDispose]();
  });

  it("goes on where it was when its NATS server comes back", async () => {
    await using gate = await Gate.build();
    const before = client.submit((size: number) => new Uint8Array(size).fill(5), 100_000);
    await before;
    const running = client.submit(passGate, gate.port, "through");
    await gate.arrived();
    const port = Number(new URL(nats.url).port);
    const states: string[] = [];
    client.status$.subscribe(({ connection }) => states.push(connection));
    await nats.close();
    await firstValueFrom(client.status$.pipe(first(({ connection }) => connection === "disconnected")));
    const meanwhile = client.map(increment, [1, 2, 3]);
    gate.open();
    nats = await startNatsServer({ port });
    expect(await running).to.equal("through");
    expect(await client.gather(meanwhile)).to.deep.equal([2, 3, 4]);
    expect(await client.submit((bytes: Uint8Array) => bytes.length, before)).to.equal(100_000);
    expect(states.at(-1)).to.equal("connected");
    expect(gate.arrivals).to.equal(1);
  });

  it("takes a worker for dead that is frozen, and has it back when it thaws", async () => {
    await using gate = await Gate.build();
    const running = client.submit(passGate, gate.port, "elsewhere");
    await gate.arrived();
    worker.kill("SIGSTOP");
    await firstValueFrom(client.status$.pipe(first(({ workers }) => workers === 0)));
    await using _other = await startWorker(nats.url, "--name", "other");
    await gate.arrived(2);
    gate.open();
    expect(await running).to.equal("elsewhere");
    worker.kill("SIGCONT");
    await client.waitForWorkers(2);
    const names = new Set(client.workers().map(({ name }) => name));
    expect(names).to.deep.equal(new Set(["only", "other"]));
    expect(await client.gather(client.map(increment, [1, 2, 3]))).to.deep.equal([2, 3, 4]);
  });

  it("has one scheduler again when the one that was frozen thaws", async () => {
    await using gate = await Gate.build();
    const running = client.submit(passGate, gate.port, "done");
    await gate.arrived();
    scheduler.kill("SIGSTOP");
    const newer = await startScheduler(nats.url);
    gate.open();
    expect(await running).to.equal("done");
    scheduler.kill("SIGCONT");
    expect(await scheduler.ended).to.deep.equal({ code: 1, signal: null });
    expect(scheduler.text).to.include("A newer scheduler leads this cluster");
    scheduler = newer;
    expect(await client.gather(client.map(increment, [1, 2, 3]))).to.deep.equal([2, 3, 4]);
    expect(client.workers()).to.have.lengthOf(1);
  });

  it("says that the scheduler is silent, and when there is one again", async () => {
    const seen = (state: "present" | "silent") =>
      firstValueFrom(client.status$.pipe(first(({ scheduler }) => scheduler === state)));
    await seen("present");
    scheduler.kill("SIGKILL");
    expect(await seen("silent")).to.include({ connection: "connected", workers: 1 });
    scheduler = await startScheduler(nats.url);
    await seen("present");
  });

  it("has its questions answered, and knows its modules, when the scheduler is another", async () => {
    const folder = mkdtempSync(join(tmpdir(), "troupe-specs-"));
    const file = join(folder, "tasks.mjs");
    writeFileSync(file, "export const triple = (x) => 3 * x;");
    const tasks = remoteModule<{ triple(x: number): number }>(pathToFileURL(file));
    await client.uploadModule(pathToFileURL(file));
    expect(await client.submit(tasks.triple, 1)).to.equal(3);
    rmSync(folder, { recursive: true });
    const data = client.submit((size: number) => new Uint8Array(size), 50_000);
    await data;
    scheduler.kill("SIGKILL");
    await scheduler.ended;
    const published = client.publish("data", data);
    const processing = client.processing();
    scheduler = await startScheduler(nats.url);
    await published;
    expect(await processing).to.be.instanceOf(Map);
    expect(await client.published("data")).to.have.lengthOf(50_000);
    await client.waitForWorkers(1);
    await using _late = await startWorker(nats.url, "--name", "late");
    await client.waitForWorkers(2);
    await client.retireWorkers(["only"]);
    expect(await client.submit(tasks.triple, 2)).to.equal(6);
    expect(await client.published("data")).to.have.lengthOf(50_000);
  });

  it("lets a worker go that nobody hears", async () => {
    scheduler.kill("SIGSTOP");
    worker.kill("SIGTERM");
    expect(await worker.ended).to.deep.equal({ code: 0, signal: null });
    scheduler.kill("SIGCONT");
  });

  it("lets a worker go at once that is told twice", async () => {
    const bus = await connectNats({ servers: nats.url });
    const leaving = new Promise<void>((resolve) => {
      bus.subscribe("troupe.default.scheduler.>", (bytes) => {
        if (Buffer.from(bytes).includes("leave")) resolve();
      });
    });
    await bus.flush();
    scheduler.kill("SIGSTOP");
    worker.kill("SIGTERM");
    await leaving;
    worker.kill("SIGTERM");
    expect(await worker.ended).to.deep.equal({ code: 1, signal: null });
    scheduler.kill("SIGCONT");
    await bus.close();
  });
});
