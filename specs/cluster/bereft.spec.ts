import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Client } from "troupe";
import { startNatsServer } from "../../src/bus/server.ts";
import { Command, startScheduler, startWorker } from "../support/command.ts";

describe("what a scheduler has stored in a JetStream that is gone", () => {
  it("is not taken for nothing by one whose server has lost its JetStream: that ends, and says what to do", async () => {
    const storeDir = mkdtempSync(join(tmpdir(), "troupe-durable-"));
    let nats = await startNatsServer({ jetstream: true, storeDir });
    const port = Number(new URL(nats.url).port);
    const first = await startScheduler(nats.url);
    await using _worker = await startWorker(nats.url);
    await using client = await Client.connect(nats.url);
    await client.queue("q").put("item");
    first.kill("SIGKILL");
    await nats.close();

    nats = await startNatsServer({ port });
    await using second = new Command(["scheduler", "--nats", nats.url]);
    expect(await second.ended).to.deep.equal({ code: 1, signal: null });
    expect(second.text).to.match(/has no JetStream .* end with this scheduler/);
    expect(second.text).to.match(/What cluster "default" has stored .* Start nats-server with "-js"/);
    await nats.close();

    nats = await startNatsServer({ jetstream: true, storeDir, port });
    await using _third = await startScheduler(nats.url);
    expect(await client.queue("q").get()).to.equal("item");
    await client.close();
    await nats.close();
    rmSync(storeDir, { recursive: true });
  });
});
