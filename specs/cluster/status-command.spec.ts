import { expect } from "chai";
import { Client } from "troupe";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { Command, startScheduler, startWorker } from "../support/command.ts";
import { Gate, passGate } from "../support/gate.ts";
import { until } from "../support/status.ts";

const CLEAN = { code: 0, signal: null };
const FAILED = { code: 1, signal: null };
const NOWHERE = "nats://127.0.0.1:1";

describe("the command `status`", () => {
  let nats: NatsServer;

  before(async () => {
    nats = await startNatsServer();
  });

  after(() => nats?.close());

  it("says how a cluster stands with `status`", async () => {
    await using gate = await Gate.build();
    await using _scheduler = await startScheduler(nats.url, "--cluster", "seen");
    const status = async (...args: string[]) => {
      await using command = new Command(["status", "--nats", nats.url, "--cluster", "seen", ...args]);
      expect(await command.ended).to.deep.equal(CLEAN);
      return command.text;
    };
    expect(await status())
      .to.include("workers: none")
      .and.to.include("tasks: none")
      .and.to.include("primitives: none");
    await using _worker = await startWorker(nats.url, "--cluster", "seen", "--name", "ann", "--threads", "2");
    await using client = await Client.connect(nats.url, { cluster: "seen" });
    const large = client.submit((size: number) => new Uint8Array(size), 50_000);
    await large;
    await client.publish("large", large);
    const running = client.submit(passGate, gate.port, 1);
    const waiting = client.submit((x: number) => x, running);
    const gpus = client.options({ resources: { gpu: 1 } }).submit((x: number) => -x, 1);
    const counter = await client.actor(
      class Counter {
        n = 0;
      },
    );
    const held = await client.lock("db").acquire();
    const late = client.lock("db").acquire();
    await client.queue("jobs").put(1);
    await gate.arrived();
    await until(running, "running");
    const text = await status();
    expect(text).to.match(/ann +worker\.\S+ +\S+ +open +2 +1 +0 +2/);
    expect(text).to.include(`1 wait: No worker has gpu=1. (${gpus.key})`);
    expect(text)
      .to.match(/^tasks: .*1 waiting/m)
      .and.to.include("1 running")
      .and.to.include("1 finished");
    expect(text).to.match(/passGate +0 +1 +0 +0/);
    expect(text)
      .to.match(/Counter-[0-9a-f]{32} +class Counter +- +ann/)
      .and.to.include("published: large");
    expect(text)
      .to.include("primitives: 2")
      .and.to.match(/ {2}lock +db +held .* +1\n {2}queue +jobs +stocked .* +0/);
    const seen = JSON.parse(await status("--json"));
    expect(seen).to.include({ cluster: "seen", nats: nats.url, clients: 1 });
    expect(seen.workers[0]).to.include({ name: "ann", threads: 2, running: 1, queued: 0, results: 2 });
    expect(seen.tasks).to.deep.equal({ finished: 1, queued: 1, running: 1, waiting: 1 });
    expect(seen.unrunnable).to.deep.equal([{ count: 1, why: "No worker has gpu=1.", keys: [gpus.key] }]);
    expect(seen.actors).to.have.lengthOf(1);
    expect(seen.published).to.deep.equal(["large"]);
    expect(seen.primitives[0]).to.include({ kind: "lock", name: "db", state: "held", waiting: 1 });
    expect(await counter.n).to.equal(0);
    gate.open();
    expect(await waiting).to.equal(1);
    await held.release();
    await (await late).release();
  });

  it("says with `status` that nobody answers, and where it asked", async () => {
    await using nobody = new Command([
      "status",
      "--nats",
      nats.url,
      "--cluster",
      "empty",
      "--timeout",
      "300",
    ]);
    expect(await nobody.ended).to.deep.equal(FAILED);
    expect(nobody.text).to.include('"empty"').and.to.include(nats.url).and.to.include("300 ms");
    await using nowhere = new Command(["status", "--nats", NOWHERE, "--timeout", "300"]);
    expect(await nowhere.ended).to.deep.equal(FAILED);
    expect(nowhere.text).to.include("127.0.0.1:1").and.to.include('"default"');
  });
});
