import { expect } from "chai";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { Command, startScheduler } from "../support/command.ts";
import { visit } from "./visit.ts";

const CLEAN = { code: 0, signal: null };
const MISUSED = { code: 2, signal: null };

/** Where a command says that its dashboard is. */
function urlIn({ text }: Command): string {
  return /dashboard of cluster "\w+" at (\S+)/.exec(text)?.[1] ?? expect.fail(`It says nowhere:\n${text}`);
}

describe("the command line's dashboard", () => {
  let nats: NatsServer;

  before(async () => {
    nats = await startNatsServer({ jetstream: true });
  });

  after(() => nats?.close());

  it("is served by a scheduler, which says where, and ends with it", async () => {
    await using scheduler = await startScheduler(nats.url, "--dashboard", "0");
    const url = urlIn(scheduler);
    expect(JSON.parse((await visit(url, "/health")).body)).to.include({ healthy: true, cluster: "default" });
    scheduler.kill("SIGINT");
    expect(await scheduler.ended).to.deep.equal(CLEAN);
  });

  it("is served by one that stands by, too", async () => {
    const place = ["--nats", nats.url, "--cluster", "pair"];
    await using _leader = await startScheduler(nats.url, "--cluster", "pair");
    await using other = new Command(["scheduler", ...place, "--standby", "--dashboard", "0"]);
    const url = urlIn(await other.said("dashboard of cluster"));
    expect(JSON.parse((await visit(url, "/api/now.json")).body)).to.include({ scheduler: "leading" });
  });

  it("is served once with `up`, whatever the environment says to its scheduler", async () => {
    const env = { TROUPE_DASHBOARD: "0", TROUPE_ALLOW_CONTROL: "true" };
    await using up = await new Command(["up", "--workers", "1"], env).said("Ctrl-C");
    expect(up.text.match(/dashboard/g)).to.have.lengthOf(1);
    expect((await visit(urlIn(up), "/")).status).to.equal(200);
    up.kill("SIGINT");
    expect(await up.ended).to.deep.equal(CLEAN);
  });

  it("wants a token where other machines reach it, and has the one it is given", async () => {
    const flags = ["--dashboard", "0", "--dashboard-host", "0.0.0.0"];
    await using scheduler = await startScheduler(nats.url, "--cluster", "drawn", ...flags);
    expect(urlIn(scheduler)).to.match(/\?token=[0-9a-f]{32}$/);
    const own = ["--dashboard-token", "correct-horse-battery"];
    await using other = await startScheduler(nats.url, "--cluster", "given", ...flags, ...own);
    expect(urlIn(other)).to.match(/\?token=correct-horse-battery$/);
    const local = `http://127.0.0.1:${new URL(urlIn(other)).port}`;
    expect((await visit(local, "/api/now.json")).status).to.equal(401);
    expect((await visit(local, "/api/now.json?token=correct-horse-battery")).status).to.equal(200);
  });

  it("refuses ports and tokens that cannot be", async () => {
    for (const flags of [
      ["--dashboard", "65536"],
      ["--dashboard", "x"],
      ["--dashboard-token", "short"],
    ]) {
      await using command = new Command(["scheduler", "--nats", nats.url, ...flags]);
      expect(await command.ended, flags.join(" ")).to.deep.equal(MISUSED);
    }
  });
});
