import { expect } from "chai";
import { Client, getWorker, TimeoutError } from "troupe";
import { connectNats } from "../../src/bus/nats.ts";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { Command, startScheduler, startWorker } from "../support/command.ts";
import { failureOf } from "../support/failure.ts";
import { startMailServer } from "../support/mail-server.ts";

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
});
