import { expect } from "chai";
import { Client } from "troupe";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { Command, startScheduler, startWorker } from "../support/command.ts";
import { failureOf } from "../support/failure.ts";

describe("`troupe top` without a terminal", () => {
  let nats: NatsServer;

  before(async () => {
    nats = await startNatsServer();
  });

  after(() => nats?.close());

  it("shows once what there is, or a line at each look", async () => {
    const place = ["--nats", nats.url];
    await using _scheduler = await startScheduler(nats.url);
    await using _worker = await startWorker(nats.url, "--name", "ann");
    await using client = await Client.connect(nats.url);
    await client.gather(
      client.map(
        function double(x: number) {
          return x * 2;
        },
        [1, 2, 3],
      ),
    );
    await failureOf(
      client.submit(function fail(text: string): never {
        throw new Error(text);
      }, "top"),
    );
    await using once = new Command(["top", ...place, "--interval", "200"]);
    expect(await once.ended).to.deep.equal({ code: 0, signal: null });
    expect(once.text).to.include(`troupe top: cluster default at ${nats.url}, leading`);
    expect(once.text)
      .to.include("1 worker, ")
      .and.to.match(/^double +0 +0 +3 +0 /m)
      .and.to.match(/^fail +0 +0 +0 +1 /m);
    expect(once.text)
      .to.match(/^ann +\S+ +open /m)
      .and.not.to.include("\x1b");
    expect(once.text).to.match(/^Error: top +fail-[0-9a-f]{32} +ann +[\d:]+$/m);
    await using lines = await new Command(["top", ...place, "--plain", "--interval", "200"]).said("\n");
    expect(lines.text).to.match(
      /^\S+Z default leading workers=1 threads=1 busy=\d clients=1 pending=0 running=0 done=3 failed=1 /,
    );
    lines.kill("SIGTERM");
    expect(await lines.ended).to.deep.equal({ code: 0, signal: null });
  });

  it("says where it asked in vain, and refuses what it cannot sort by", async () => {
    await using nowhere = new Command(["top", "--nats", "nats://ada:l0ve@127.0.0.1:1", "--timeout", "300"]);
    expect((await nowhere.ended).code).to.equal(1);
    expect(nowhere.text).to.include("127.0.0.1:1").and.not.to.include("l0ve");
    await using wrong = new Command(["top", "--sort", "luck"]);
    expect((await wrong.ended).code).to.equal(2);
    expect(wrong.text).to.include("busy, cpu, memory, failed, name");
  });
});
