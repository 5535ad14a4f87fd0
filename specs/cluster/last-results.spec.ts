import { expect } from "chai";
import { first, firstValueFrom } from "rxjs";
import { Client } from "troupe";
import { type NatsServer, startNatsServer } from "../../dist/src/bus/server.js";
import { startScheduler, startWorker } from "../support/command.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Relay } from "../support/relay.ts";

const increment = (x: number) => x + 1;

describe("a small result that only a scheduler has heard of which dies", () => {
  let nats: NatsServer;

  beforeEach(async () => {
    nats = await startNatsServer();
  });

  afterEach(() => nats?.close());

  it("is not made again, whoever gave it its key", async () => {
    await using gate = await Gate.build();
    await using relay = await Relay.before(nats.url);
    await using scheduler = await startScheduler(nats.url);
    await using _worker = await startWorker(nats.url, "--threads", "2");
    await using client = await Client.connect(relay.url);
    const ask = (by: Client) => [
      by.submit(passGate, gate.port, "pure"),
      by.options({ key: "given" }).submit(passGate, gate.port, "given"),
    ];
    const wanted = ask(client);
    await gate.arrived(2);
    relay.cut({ refuse: true });
    await firstValueFrom(client.status$.pipe(first(({ connection }) => connection === "disconnected")));
    const other = await Client.connect(nats.url);
    gate.open();
    expect(await other.gather(ask(other))).to.deep.equal(["pure", "given"]);
    // With what the worker is told next it learns that all before has been heard.
    expect(await other.submit(increment, 1)).to.equal(2);
    await other.close();
    scheduler.kill("SIGKILL");
    await scheduler.ended;
    await using _next = await startScheduler(nats.url);
    relay.restore();
    expect(await client.gather(wanted)).to.deep.equal(["pure", "given"]);
    expect(gate.arrivals).to.equal(2);
  });
});
