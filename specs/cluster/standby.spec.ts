import { expect } from "chai";
import { Client } from "troupe";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { Command, startScheduler, startWorker } from "../support/command.ts";
import { Gate, passGate } from "../support/gate.ts";

const CLEAN = { code: 0, signal: null };
const FAILED = { code: 1, signal: null };

const increment = (x: number) => x + 1;

/** A second scheduler, once it waits for the end of the first. */
const startStandby = (url: string): Promise<Command> =>
  new Command(["scheduler", "--standby", "--nats", url]).said("standing by");

/** The first of several commands to say that it leads, and the others. */
async function winnerOf(
  commands: readonly Command[],
): Promise<[winner: Command, losers: readonly Command[]]> {
  const winner = await Promise.race(commands.map((command) => command.said("leads since")));
  return [winner, commands.filter((command) => command !== winner)];
}

describe("a cluster with a scheduler that stands by", () => {
  let nats: NatsServer;

  beforeEach(async () => {
    nats = await startNatsServer({ jetstream: true });
  });

  afterEach(() => nats?.close());

  it("goes on with it when the one that leads is killed", async () => {
    await using gate = await Gate.build();
    await using first = await startScheduler(nats.url);
    await using second = await startStandby(nats.url);
    await using _worker = await startWorker(nats.url, "--threads", "2");
    await using client = await Client.connect(nats.url);
    const base = client.submit(increment, 1);
    await base;
    const running = client.submit(passGate, gate.port, "passed");
    const dependent = client.submit((text: string, n: number) => text.length + n, running, base);
    await gate.arrived();
    first.kill("SIGKILL");
    await second.said("leads since");
    gate.open();
    expect(await running).to.equal("passed");
    expect(await dependent).to.equal(8);
    expect(await client.gather(client.map(increment, [1, 2, 3]))).to.deep.equal([2, 3, 4]);
  });

  it("goes on with it when the one that leads is asked to end, and with another one after that", async () => {
    await using first = await startScheduler(nats.url);
    await using second = await startStandby(nats.url);
    await using _worker = await startWorker(nats.url);
    await using client = await Client.connect(nats.url);
    first.kill("SIGTERM");
    expect(await first.ended).to.deep.equal(CLEAN);
    await second.said("leads since");
    expect(await client.submit(increment, 1)).to.equal(2);
    await using third = await startStandby(nats.url);
    second.kill("SIGTERM");
    expect(await second.ended).to.deep.equal(CLEAN);
    await third.said("leads since");
    expect(await client.submit(increment, 2)).to.equal(3);
  });

  it("has exactly one of two take over", async () => {
    await using first = await startScheduler(nats.url);
    const standbys = await Promise.all([startStandby(nats.url), startStandby(nats.url)]);
    first.kill("SIGKILL");
    const [winner, [loser]] = await winnerOf(standbys);
    // It has waited for the winner too, and not in vain, when it leads after that.
    expect(loser?.text).to.not.include("leads since");
    winner.kill("SIGKILL");
    await loser?.said("leads since");
    for (const standby of standbys) await standby[Symbol.asyncDispose]();
  });

  it("has nothing more done by one that was frozen past its time, which says that another leads", async () => {
    await using gate = await Gate.build();
    await using first = await startScheduler(nats.url);
    await using second = await startStandby(nats.url);
    await using _worker = await startWorker(nats.url);
    await using client = await Client.connect(nats.url);
    const running = client.submit(passGate, gate.port, "passed");
    await gate.arrived();
    first.kill("SIGSTOP");
    await second.said("leads since");
    first.kill("SIGCONT");
    expect(await first.ended).to.deep.equal(FAILED);
    expect(first.text).to.include("A newer scheduler leads this cluster");
    gate.open();
    expect(await running).to.equal("passed");
    expect(await client.submit(increment, 1)).to.equal(2);
  });

  it("lets one that does not stand by start at once after the one that led was killed, and refuses it before", async () => {
    await using first = await startScheduler(nats.url);
    await using refused = new Command(["scheduler", "--nats", nats.url]);
    expect(await refused.ended).to.deep.equal(FAILED);
    expect(refused.text).to.include('A scheduler leads cluster "default" already');
    first.kill("SIGKILL");
    await first.ended;
    await using next = await startScheduler(nats.url);
    expect(next.text).to.not.include("standing by");
  });

  it("goes on under the same scheduler when its NATS server is killed and comes back", async () => {
    const port = Number(new URL(nats.url).port);
    await using first = await startScheduler(nats.url);
    await using _worker = await startWorker(nats.url);
    await using client = await Client.connect(nats.url);
    expect(await client.submit(increment, 1)).to.equal(2);
    process.kill(nats.pid, "SIGKILL");
    await nats.exited;
    await first.said("does nothing until it can");
    // What it kept is gone, too: nobody has led by the record of this one.
    nats = await startNatsServer({ jetstream: true, port });
    await first.said("goes on");
    expect(await client.submit(increment, 2)).to.equal(3);
    await using refused = new Command(["scheduler", "--nats", nats.url]);
    expect(await refused.ended).to.deep.equal(FAILED);
    await using second = await startStandby(nats.url);
    first.kill("SIGTERM");
    expect(await first.ended).to.deep.equal(CLEAN);
    await second.said("leads since");
  });
});

describe("a scheduler that is to stand by", () => {
  it("says that it needs JetStream where there is none, and ends with 1", async () => {
    const nats = await startNatsServer();
    await using standby = new Command(["scheduler", "--nats", nats.url], { TROUPE_STANDBY: "1" });
    expect(await standby.ended).to.deep.equal(FAILED);
    expect(standby.text).to.include("--standby needs JetStream").and.to.include("nats-server -js");
    await nats.close();
  });

  it("leads at once where nobody does, and ends when it is asked to", async () => {
    const nats = await startNatsServer({ jetstream: true });
    await using standby = await new Command(["scheduler", "--standby", "--nats", nats.url]).said(
      "leads since",
    );
    expect(standby.text).to.not.include("standing by");
    await using other = await startStandby(nats.url);
    other.kill("SIGTERM");
    expect(await other.ended).to.deep.equal(CLEAN);
    standby.kill("SIGTERM");
    expect(await standby.ended).to.deep.equal(CLEAN);
    await nats.close();
  });
});
