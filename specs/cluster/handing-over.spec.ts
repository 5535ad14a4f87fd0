import { expect } from "chai";
import { Client } from "troupe";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { Command, startScheduler, startWorker } from "../support/command.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal } from "../support/journal.ts";

const CLEAN = { code: 0, signal: null };
const FAILED = { code: 1, signal: null };

describe("the command line, as processes come and go", () => {
  let nats: NatsServer;

  before(async () => {
    nats = await startNatsServer();
  });

  after(() => nats?.close());

  it("has a worker hand over what only it holds at SIGTERM", async () => {
    using journal = new Journal();
    await using gate = await Gate.build();
    await using _scheduler = await startScheduler(nats.url, "--cluster", "heritage");
    await using leaver = await startWorker(nats.url, "--cluster", "heritage", "--name", "leaver");
    await using client = await Client.connect(nats.url, { cluster: "heritage" });
    const make = async (path: string, i: number) => {
      const { appendFile } = await import("node:fs/promises");
      await appendFile(path, "made\n");
      return new Uint8Array(100_000).fill(i);
    };
    const results = client.map(make, Array(20).fill(journal.path), Array(20).keys());
    await client.gather(results);
    await using _heir = await startWorker(nats.url, "--cluster", "heritage", "--name", "heir");
    await client.waitForWorkers(2);
    const running = client.submit(passGate, gate.port, "passed");
    await gate.arrived();
    leaver.kill("SIGTERM");
    expect(await leaver.ended).to.deep.equal(CLEAN);
    const firsts = client.map((bytes: Uint8Array) => bytes[0], results);
    gate.open();
    expect(await client.gather(firsts)).to.deep.equal([...Array(20).keys()]);
    expect(await running).to.equal("passed");
    expect(journal.lines).to.have.lengthOf(20);
  });

  it("has one scheduler a cluster: the second says that the first answers, and ends with 1", async () => {
    await using _first = await startScheduler(nats.url, "--cluster", "one");
    await using second = new Command(["scheduler", "--nats", nats.url, "--cluster", "one"]);
    expect(await second.ended).to.deep.equal(FAILED);
    expect(second.text).to.include('A scheduler leads cluster "one" already');
  });

  it("lets a new scheduler take over from one that was killed, and its work come to its end", async () => {
    await using gate = await Gate.build();
    await using first = await startScheduler(nats.url, "--cluster", "heirs");
    await using _worker = await startWorker(nats.url, "--cluster", "heirs", "--threads", "2");
    await using client = await Client.connect(nats.url, { cluster: "heirs" });
    const base = client.submit((x: number) => x + 1, 1);
    const large = client.submit((size: number) => new Uint8Array(size).fill(3), 100_000);
    await client.gather([base, large]);
    const pending = client.submit(passGate, gate.port, "passed");
    const dependent = client.submit((text: string, n: number) => text.length + n, pending, base);
    await gate.arrived();
    first.kill("SIGKILL");
    await first.ended;
    await using _second = await startScheduler(nats.url, "--cluster", "heirs");
    gate.open();
    expect(await pending).to.equal("passed");
    expect(await dependent).to.equal(8);
    expect(await client.submit((bytes: Uint8Array) => bytes.length, large)).to.equal(100_000);
    expect(client.workers()).to.have.lengthOf(1);
    expect(await client.submit((x: number) => x, 9)).to.equal(9);
  });
});
