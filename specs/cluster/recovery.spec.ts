import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "chai";
import { Client, getClient, remoteModule } from "troupe";
import { type AnyStateMachine, waitFor } from "xstate";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { type Command, startScheduler, startWorker } from "../support/command.ts";
import { Gate, passGate } from "../support/gate.ts";

/** A result of so many bytes; that it was made is written down. */
const make = async (log: string, name: string, size: number) => {
  const { appendFileSync } = await import("node:fs");
  appendFileSync(log, `${name}\n`);
  return new Uint8Array(size).fill(size % 256);
};

const length = (bytes: Uint8Array) => bytes.length;

class Counter {
  n = 0;
  increment() {
    return ++this.n;
  }
}

/** Waits for a task of its own that waits at a gate. */
const nest = async (port: number) => {
  const inner = getClient().submit(async (at: number) => {
    const { connect } = await import("node:net");
    await new Promise<void>((resolve) => connect(at, "127.0.0.1").once("data", () => resolve()));
    return 20;
  }, port);
  return 1 + (await inner);
};

describe("a cluster whose scheduler is killed and started again", () => {
  let nats: NatsServer;
  let scheduler: Command;
  let workers: Command[];
  let client: Client;
  let folder: string;
  let log: string;

  const written = () => readFileSync(log, "utf8").trim().split("\n").sort();

  const join = (name: string) => startWorker(nats.url, "--name", name, "--threads", "2");

  const restart = async () => {
    scheduler.kill("SIGKILL");
    await scheduler.ended;
    scheduler = await startScheduler(nats.url);
  };

  before(async () => {
    nats = await startNatsServer();
    scheduler = await startScheduler(nats.url);
    workers = await Promise.all(["a", "b"].map(join));
  });

  after(async () => {
    for (const worker of workers ?? []) await worker[Symbol.asyncDispose]();
    await scheduler?.[Symbol.asyncDispose]();
    await nats?.close();
  });

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "troupe-specs-"));
    log = path.join(folder, "log");
    writeFileSync(log, "");
    client = await Client.connect(nats.url);
    await client.waitForWorkers(2);
  });

  afterEach(async () => {
    await client?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("goes on with what runs, once, and with what waits for it", async () => {
    await using gate = await Gate.build();
    const running = client.submit(passGate, gate.port, 20);
    const sum = client.submit((a: number, b: number) => a + b, running, 1);
    await gate.arrived();
    await restart();
    const meanwhile = client.submit((x: number) => x + 1, 1);
    expect(await meanwhile).to.equal(2);
    gate.open();
    expect(await sum).to.equal(21);
    expect(gate.arrivals).to.equal(1);
  });

  it("takes what ends while there is no scheduler", async () => {
    await using gate = await Gate.build();
    const small = client.submit(passGate, gate.port, "small");
    const large = client.submit(passGate, gate.port, "x".repeat(10_000));
    await gate.arrived(2);
    scheduler.kill("SIGKILL");
    await scheduler.ended;
    gate.open();
    scheduler = await startScheduler(nats.url);
    expect(await small).to.equal("small");
    expect(await large).to.have.lengthOf(10_000);
    expect(gate.arrivals).to.equal(2);
  });

  it("makes no result again that a worker has, twice over", async () => {
    const impure = client.options({ pure: false });
    const sizes = [10, 20_000, 30_000];
    const made = sizes.map((size) => impure.submit(make, log, String(size), size));
    await client.gather(made);
    await restart();
    await restart();
    expect(await client.gather(client.map(length, made))).to.deep.equal(sizes);
    expect(made.map(({ status }) => status)).to.deep.equal(["finished", "finished", "finished"]);
    expect(written()).to.deep.equal(["10", "20000", "30000"]);
  });

  it("makes a result again that went with its worker, and no other", async () => {
    const at = (name: string) => client.options({ pure: false, workers: [name], allowOtherWorkers: true });
    const gone = at("a").submit(make, log, "gone", 20_000);
    const here = at("b").submit(make, log, "here", 30_000);
    await client.gather([gone, here]);
    scheduler.kill("SIGKILL");
    workers[0]?.kill("SIGKILL");
    await Promise.all([scheduler.ended, workers[0]?.ended]);
    scheduler = await startScheduler(nats.url);
    expect(await client.gather(client.map(length, [gone, here]))).to.deep.equal([20_000, 30_000]);
    expect(written()).to.deep.equal(["gone", "gone", "here"]);
    workers[0] = await join("a");
  });

  it("has actors live on: with a name, without, and those of machines", async () => {
    const file = path.join(folder, "machine.mjs");
    writeFileSync(
      file,
      `import xstate from "${pathToFileURL(createRequire(import.meta.url).resolve("xstate"))}";
       const { assign, createMachine } = xstate;
       export const counting = createMachine({
         context: { n: 0 },
         on: { add: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
       });`,
    );
    const { counting } = remoteModule<{ counting: AnyStateMachine }>(pathToFileURL(file));
    const named = await client.options({ name: "named" }).actor(Counter);
    const unnamed = await client.actor(Counter);
    const machine = await client.spawn(counting);
    await Promise.all([named.increment(), unnamed.increment()]);
    machine.send({ type: "add" });
    const called = unnamed.increment();
    scheduler.kill("SIGKILL");
    await scheduler.ended;
    expect(await called).to.equal(2);
    expect(await unnamed.increment()).to.equal(3);
    scheduler = await startScheduler(nats.url);
    expect(await unnamed.increment()).to.equal(4);
    const found = await client.lookup<Counter>("named");
    expect(await found.increment()).to.equal(2);
    machine.send({ type: "add" });
    const { context } = await waitFor(machine, (snapshot) => snapshot.context.n === 2);
    expect(context.n).to.equal(2);
    expect(await client.submit((counter: typeof unnamed) => counter.increment().result(), unnamed)).to.equal(
      5,
    );
    await client.kill(found);
    expect(await client.lookup("named").catch((error: Error) => error.name)).to.equal("NotFoundError");
    expect(await unnamed.increment()).to.equal(6);
  });

  it("has scattered data where it was", async () => {
    const data = client.scatter(new Uint8Array(50_000).fill(5));
    await data;
    await restart();
    expect(await client.submit((bytes: Uint8Array) => bytes[49_999], data)).to.equal(5);
    expect((await data).length).to.equal(50_000);
  });

  it("lets a task wait on for what it has submitted", async () => {
    await using gate = await Gate.build();
    const outer = client.submit(nest, gate.port);
    await gate.arrived();
    await restart();
    gate.open();
    expect(await outer).to.equal(21);
    expect(gate.arrivals).to.equal(1);
  });

  it("goes on with what is run on every worker", async () => {
    await using gate = await Gate.build();
    const all = client.run(passGate, gate.port, "done");
    await gate.arrived(2);
    await restart();
    gate.open();
    expect([...(await all)].sort()).to.deep.equal([
      ["a", "done"],
      ["b", "done"],
    ]);
    expect(gate.arrivals).to.equal(2);
  });

  it("lets go of what a client that is gone had run, after as long as it was told to wait", async () => {
    await using gate = await Gate.build();
    const program = `
      import { Client } from ${JSON.stringify(new URL("../../dist/src/index.js", import.meta.url).href)};
      const client = await Client.connect(process.argv[1]);
      const wait = async (port) => {
        const { connect } = await import("node:net");
        await new Promise(() => connect(port, "127.0.0.1"));
      };
      client.submit(wait, Number(process.argv[2]));
      console.log("submitted");
      setInterval(() => {}, 1000);
    `;
    const args = ["--input-type=module", "-e", program, nats.url, String(gate.port)];
    const cwd = fileURLToPath(new URL("../..", import.meta.url));
    const other = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], cwd });
    await once(createInterface(other.stdout), "line");
    await gate.arrived();
    scheduler.kill("SIGKILL");
    other.kill("SIGKILL");
    await Promise.all([scheduler.ended, once(other, "close")]);
    scheduler = await startScheduler(nats.url, "--client-grace", "2000");
    await gate.left();
    expect(await client.submit((x: number) => x + 1, 1)).to.equal(2);
  });
});
