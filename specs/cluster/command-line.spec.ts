import { type AddressInfo, createServer } from "node:net";
import { expect } from "chai";
import { Client, getWorker, TimeoutError } from "troupe";
import { connectNats } from "../../src/bus/nats.ts";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { Command, startScheduler, startWorker } from "../support/command.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal } from "../support/journal.ts";
import { until } from "../support/status.ts";

const CLEAN = { code: 0, signal: null };
const FAILED = { code: 1, signal: null };
const MISUSED = { code: 2, signal: null };
const NOWHERE = "nats://127.0.0.1:1";

describe("the command line", () => {
  let nats: NatsServer;

  before(async () => {
    nats = await startNatsServer();
  });

  after(() => nats?.close());

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends cleanly at ${signal}`, async () => {
      await using scheduler = await startScheduler(nats.url);
      await using worker = await startWorker(nats.url);
      worker.kill(signal);
      expect(await worker.ended).to.deep.equal(CLEAN);
      scheduler.kill(signal);
      expect(await scheduler.ended).to.deep.equal(CLEAN);
    });
  }

  it("says what a worker waits for, and ends it cleanly where no scheduler has answered", async () => {
    await using worker = await new Command(["worker", "--nats", nats.url, "--cluster", "empty"]).said(
      'scheduler of cluster "empty"',
    );
    const bus = await connectNats({ servers: nats.url });
    await new Promise<void>((resolve) => {
      bus.subscribe("troupe.empty.scheduler.>", () => resolve());
    });
    await bus.close();
    worker.kill("SIGINT");
    expect(await worker.ended).to.deep.equal(CLEAN);
  });

  it("starts a whole cluster at a server that is there already; another of that name says why it cannot", async () => {
    const place = ["--nats", nats.url, "--cluster", "shared", "--workers", "1"];
    await using up = await new Command(["up", ...place]).said("Ctrl-C");
    const client = await Client.connect({ servers: nats.url, cluster: "shared" });
    expect(await client.submit((x: number) => x + 1, 1)).to.equal(2);
    await client.close();
    const other = new Command(["up", ...place]);
    expect((await other.ended).code).to.equal(1);
    expect(other.text).to.include('A scheduler leads cluster "shared" already');
    up.kill("SIGINT");
    expect(await up.ended).to.deep.equal(CLEAN);
  });

  it("starts a whole cluster with `up`, and ends it", async () => {
    await using up = await new Command(["up", "--workers", "1"]).said("Ctrl-C");
    const url = /nats:\/\/\S+(?=;)/.exec(up.text)?.[0] ?? "";
    const client = await Client.connect(url);
    expect(await client.submit((x: number) => x + 1, 1)).to.equal(2);
    await client.close();
    up.kill("SIGINT");
    expect(await up.ended).to.deep.equal(CLEAN);
    expect(await failureOf(Client.connect(url, { timeout: 300 }))).to.be.instanceOf(TimeoutError);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`ends with \`up\` cleanly at ${signal}, though it has only begun to start a cluster`, async () => {
      const name = `begun-${signal}`;
      const bus = await connectNats({ servers: nats.url });
      const begun = new Promise<void>((resolve) => {
        bus.subscribe(`troupe.${name}.>`, () => resolve());
      });
      await bus.flush();
      await using up = new Command(["up", "--nats", nats.url, "--cluster", name, "--workers", "1"]);
      await begun;
      up.kill(signal);
      expect(await up.ended).to.deep.equal(CLEAN);
      await bus.close();
    });
  }

  it("says what each command and option does", async () => {
    const help = async (...args: string[]) => {
      await using command = new Command([...args, "--help"]);
      expect(await command.ended).to.deep.equal(CLEAN);
      return command.text;
    };
    const [all, scheduler, worker, up, status] = await Promise.all([
      help(),
      help("scheduler"),
      help("worker"),
      help("up"),
      help("status"),
    ]);
    expect(all).to.include("status");
    expect(status).to.include("--json").and.to.include("--nats <url>").and.to.include("TROUPE_TIMEOUT");
    expect(all).to.include("scheduler").and.to.include("worker").and.to.include("up");
    expect(scheduler).to.include("--nats <url>").and.to.include("TROUPE_CLUSTER");
    expect(scheduler).to.include("--standby").and.to.include("TROUPE_STANDBY");
    expect(worker).to.include("--resources <list>").and.to.include("TROUPE_RESOURCES");
    expect(worker).to.include("--threads <n>").and.to.include("TROUPE_THREADS").and.to.not.include("--id");
    expect(up).to.include("--workers <n>").and.to.include("--dashboard [port]");
    for (const name of ["DASHBOARD", "DASHBOARD_HOST", "DASHBOARD_TOKEN", "ALLOW_CONTROL"])
      expect(scheduler).to.include(`TROUPE_${name}`);
    await using version = new Command(["--version"]);
    expect(await version.ended).to.deep.equal(CLEAN);
    expect(version.text).to.match(/^\d+\.\d+\.\d+$/m);
  });

  it("takes options from the environment", async () => {
    const env = { TROUPE_NATS: nats.url, TROUPE_CLUSTER: "by-environment" };
    await using _scheduler = await new Command(["scheduler"], env).said(
      'scheduler of cluster "by-environment"',
    );
    await using _worker = await new Command(["worker"], {
      ...env,
      TROUPE_THREADS: "2",
      TROUPE_NAME: "anna",
      TROUPE_RESOURCES: "gpu=2,disk=0.5",
    }).said("joined cluster");
    await using client = await Client.connect(nats.url, { cluster: "by-environment" });
    expect(client.workers()[0]).to.include({ name: "anna", threads: 2 });
    expect(await client.options({ resources: { gpu: 2, disk: 0.5 } }).submit((x: number) => x, 1)).to.equal(
      1,
    );
  });

  it("takes an empty NATS_URL for none", async () => {
    await using command = new Command(["status", "--help"], { NATS_URL: "" });
    expect(await command.ended).to.deep.equal(CLEAN);
    expect(command.text).to.include("nats://127.0.0.1:4222");
  });

  it("gives a worker resources, which tasks go by", async () => {
    await using _scheduler = await startScheduler(nats.url, "--cluster", "gpus");
    await using _weak = await startWorker(nats.url, "--cluster", "gpus", "--name", "weak", "--threads", "2");
    await using _strong = await startWorker(
      nats.url,
      ...["--cluster", "gpus", "--name", "strong", "--resources", "gpu=1,disk=0.5"],
    );
    await using client = await Client.connect(nats.url, { cluster: "gpus" });
    const onGpu = client.options({ resources: { gpu: 1 }, pure: false });
    const places = Array.from({ length: 5 }, () => onGpu.submit(() => getWorker().name));
    expect(new Set(await client.gather(places))).to.deep.equal(new Set(["strong"]));
  });

  it("ends with 2 where it is used wrongly, and says how to", async () => {
    const cases: [string[], string][] = [
      [["dance"], "dance"],
      [["worker", "--threads", "0"], "whole number"],
      [["worker", "--name", "two words"], "letters"],
      [["worker", "--memory-limit", "-1"], "whole number"],
      [["worker", "--resources", "gpu"], "gpu=1"],
      [["scheduler", "--cluster", "a.b"], "letters"],
      [["scheduler", "--nats"], "argument missing"],
      [["worker", "--nats", "http://127.0.0.1"], '"http://127.0.0.1" is not the URL of a NATS server'],
      [["scheduler", "--fast"], "--fast"],
      [["scheduler", "extra"], "too many arguments"],
      [["up", "--workers", "many"], "whole number"],
      [["status", "--timeout", "soon"], "whole number"],
      [["status", "--yaml"], "--yaml"],
      [[], "Usage"],
    ];
    const ends = await Promise.all(
      cases.map(async ([args, words]) => {
        await using command = new Command(args);
        return { args, end: await command.ended, says: command.text.includes(words) || command.text };
      }),
    );
    expect(ends).to.deep.equal(cases.map(([args]) => ({ args, end: MISUSED, says: true })));
  });

  it("ends with 1 where it cannot work, and says why", async () => {
    await using mail = await startMailServer();
    await using refused = new Command(["scheduler", "--nats", NOWHERE]);
    await using other = new Command(["worker", "--nats", mail.url]);
    expect(await refused.ended).to.deep.equal(FAILED);
    expect(refused.text).to.include(NOWHERE).and.to.include("refused");
    expect(await other.ended).to.deep.equal(FAILED);
    expect(other.text).to.include(mail.url).and.to.include("220 mail");
  });

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

  describe("as a client sees it", () => {
    it("has no scheduler: a TimeoutError names server and cluster, with what failed last as its cause", async () => {
      const error = await failureOf(Client.connect(nats.url, { cluster: "nobody", timeout: 1000 }));
      expect(error).to.be.instanceOf(TimeoutError);
      expect(error.message).to.include(nats.url).and.to.include('"nobody"').and.to.include("1000 ms");
      expect(error.cause).to.be.instanceOf(Error);
    });

    it("has no server: a TimeoutError does the same", async () => {
      const servers = [NOWHERE, "nats://127.0.0.1:2"];
      const error = await failureOf(Client.connect(servers, { cluster: "nobody", timeout: 1000 }));
      expect(error).to.be.instanceOf(TimeoutError);
      expect(error.message)
        .to.include("127.0.0.1:1")
        .and.to.include("127.0.0.1:2")
        .and.to.include('"nobody"');
      expect((error.cause as Error).name).to.equal("ConnectionError");
    });

    it("has a server that is not NATS: the same, which says so", async () => {
      await using mail = await startMailServer();
      const error = await failureOf(Client.connect(mail.url, { timeout: 1000 }));
      expect(error).to.be.instanceOf(TimeoutError);
      expect(error.message).to.include(mail.url).and.to.include("no NATS server");
    });

    it("has a server that is silent: the same, and it was given all the time there is", async () => {
      const silent = createServer();
      await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
      const url = `nats://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const error = await failureOf(Client.connect(url, { timeout: 1000 }));
      silent.close();
      expect(error).to.be.instanceOf(TimeoutError);
      expect(error.message)
        .to.include(url)
        .and.to.match(/\(no greeting within (1000|[2-9]\d\d) ms/);
    });

    it("has a URL that is none: a ConnectionError at once", async () => {
      for (const url of ["http://127.0.0.1:4222", "nats://", "a b", ""]) {
        const error = await failureOf(Client.connect(url));
        expect(error.message).to.include(JSON.stringify(url));
        expect(["ConnectionError", "TypeError"]).to.include(error.name);
      }
    });

    it("may start after it", async () => {
      const connecting = Client.connect(nats.url, { cluster: "late" });
      await using _scheduler = await startScheduler(nats.url, "--cluster", "late");
      await using client = await connecting;
      expect(client.workers()).to.deep.equal([]);
    });
  });
});

/** A server that speaks, but not NATS. */
async function startMailServer(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end("220 mail is spoken here\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}
