import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { Client, type Future, getWorker, LostError } from "troupe";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { type Command, startScheduler, startWorker } from "../support/command.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

const increment = (x: number) => x + 1;
const workerName = async (port: number) => {
  const { connect } = await import("node:net");
  await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", resolve);
  });
  return getWorker().name;
};

describe("a cluster by hand", () => {
  let nats: NatsServer;
  let scheduler: Command;
  let client: Client;

  before(async () => {
    nats = await startNatsServer();
    scheduler = await startScheduler(nats.url);
    client = await Client.connect(nats.url);
  });

  after(async () => {
    await client?.close();
    scheduler?.kill("SIGTERM");
    await scheduler?.ended;
    await nats?.close();
  });

  it("lets tasks wait where there is no worker, and runs them when one joins", async () => {
    expect(client.workers()).to.deep.equal([]);
    const futures = client.map(increment, [1, 2, 3]);
    await client.delivered();
    expect(futures.map((future) => future.status)).to.deep.equal(["pending", "pending", "pending"]);
    await using _worker = await startWorker(nats.url, "--name", "first", "--threads", "2");
    expect(await client.gather(futures)).to.deep.equal([2, 3, 4]);
    expect(client.workers()).to.have.lengthOf(1);
    expect(client.workers()[0]).to.include({ name: "first", threads: 2 });
  });

  it("ends work right when a worker leaves in the midst of it", async () => {
    await using gate = await Gate.build();
    await using _other = await startWorker(nats.url, "--name", "stays");
    await using leaver = await startWorker(nats.url, "--name", "leaves");
    await client.waitForWorkers(2);
    const impure = client.options({ pure: false });
    const both = [1, 2].map(() => impure.submit(workerName, gate.port));
    await gate.arrived(2);
    leaver.kill("SIGTERM");
    expect(await leaver.ended).to.deep.equal({ code: 0, signal: null });
    gate.open();
    expect(await client.gather(both)).to.deep.equal(["stays", "stays"]);
  });

  it("ends work right when a worker is killed in the midst of it", async () => {
    await using gate = await Gate.build();
    await using victim = await startWorker(nats.url, "--name", "victim");
    await using _heir = await startWorker(nats.url, "--name", "heir", "--threads", "2");
    await client.waitForWorkers(2);
    const impure = client.options({ pure: false });
    const made = impure.submit((size: number) => new Uint8Array(size).fill(7), 100_000);
    await made;
    const both: Future<string>[] = [1, 2].map(() => impure.submit(workerName, gate.port));
    const sizes = [1, 2, 3].map(() => impure.submit((bytes: Uint8Array) => bytes.length, made));
    await gate.arrived(2);
    victim.kill("SIGKILL");
    await gate.arrived(3);
    gate.open();
    expect(await client.gather(both)).to.deep.equal(["heir", "heir"]);
    expect(await client.gather(sizes)).to.deep.equal([100_000, 100_000, 100_000]);
    expect(await made).to.have.lengthOf(100_000);
  });

  it("serves clients that come and go", async () => {
    await using _worker = await startWorker(nats.url);
    const other = await Client.connect({ servers: [nats.url], name: "other" });
    const mine = client.submit(increment, 100);
    const theirs = other.submit(increment, 100);
    expect(await client.gather(mine)).to.equal(101);
    expect(await theirs).to.equal(101);
    await other.close();
    expect(await client.submit(increment, mine)).to.equal(102);
  });

  it("forgets what only a client that left wanted, and keeps what another wants", async () => {
    await using gate = await Gate.build();
    await using _worker = await startWorker(nats.url);
    const leaver = await Client.connect(nats.url);
    const shared = leaver.submit(passGate, gate.port, "shared");
    const alone = leaver.submit((text: string) => text, shared);
    await gate.arrived();
    const length = client.submit((text: string) => text.length, client.future<string>(shared.key));
    await Promise.all([leaver.delivered(), client.delivered()]);
    await leaver.close();
    gate.open();
    expect(await length).to.equal(6);
    expect(await failureOf(client.future(alone.key))).to.be.instanceOf(LostError);
  });

  it("keeps two clusters on one NATS apart", async () => {
    await using _scheduler = await startScheduler(nats.url, "--cluster", "second");
    await using _here = await startWorker(nats.url, "--name", "here");
    await using _there = await startWorker(nats.url, "--cluster", "second", "--name", "there");
    await using other = await Client.connect(nats.url, { cluster: "second" });
    await using gate = await Gate.build();
    gate.open();
    const impure = client.options({ pure: false });
    const otherImpure = other.options({ pure: false });
    expect(other.workers().map(({ name }) => name)).to.deep.equal(["there"]);
    expect(await impure.submit(workerName, gate.port)).to.equal("here");
    expect(await otherImpure.submit(workerName, gate.port)).to.equal("there");
    const here = client.submit(increment, 55);
    await here;
    expect(await failureOf(other.future(here.key))).to.be.instanceOf(LostError);
  });
});

describe("a local cluster of processes", () => {
  /** Starts a cluster, has a task on each worker call at a port and never end, and says where its server is. */
  const PROGRAM = `
    import { Client, LocalCluster } from "troupe";
    const cluster = await LocalCluster.start({ bus: "nats", workers: 2 });
    const client = await Client.connect(cluster);
    const call = async (port) => {
      const { connect } = await import("node:net");
      await new Promise((resolve) => connect(port, "127.0.0.1", resolve));
      for (;;);
    };
    client.options({ pure: false }).map(call, [process.argv[1], process.argv[1]].map(Number));
    console.log(cluster.url);
  `;

  it("ends with its program, however that ends and whatever its tasks do", async () => {
    const callers: Socket[] = [];
    const server = createServer();
    const called = new Promise<void>((resolve) => {
      server.on("connection", (socket) => {
        socket.on("error", () => {});
        if (callers.push(socket) === 2) resolve();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const program = spawn(process.execPath, ["--input-type=module", "-e", PROGRAM, String(port)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [url] = await once(createInterface(program.stdout), "line");
    await called;
    const nats = connect(Number(new URL(url).port), "127.0.0.1");
    nats.on("error", () => {}).resume();
    await once(nats, "connect");
    // However a connection ends, reset or not: `once` would reject where it is reset.
    const gone = [nats, ...callers].map(
      (socket) => new Promise((resolve) => socket.resume().once("close", resolve)),
    );
    program.kill("SIGKILL");
    await Promise.all(gone);
    server.close();
  });
});

describe("a process whose parent was killed", () => {
  it("ends without a word of its own, also where it was about to tell that it is ready", async () => {
    const program = fileURLToPath(new URL("../support/orphan.ts", import.meta.url));
    const { stdout, stderr } = spawn(process.execPath, ["--import", "tsx", program]);
    expect(await Promise.all([text(stdout), text(stderr)])).to.deep.equal(["stopped\n", ""]);
  });

  for (const role of ["scheduler", "worker"]) {
    it(`ends as a ${role}, though it had not begun to listen to it`, async () => {
      const program = fileURLToPath(new URL("../../dist/src/cli.js", import.meta.url));
      const nats = await startNatsServer();
      const orphan = spawn(process.execPath, [program, role, "--nats", nats.url], {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        env: { ...process.env, TROUPE_LOG_LEVEL: "error" },
      });
      orphan.disconnect();
      expect(await once(orphan, "exit")).to.deep.equal([0, null]);
      await nats.close();
    });
  }
});
