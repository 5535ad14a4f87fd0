import { type AddressInfo, createServer } from "node:net";
import { expect } from "chai";
import { Client, TimeoutError } from "troupe";
import { type NatsServer, startNatsServer } from "../../src/bus/server.ts";
import { startScheduler } from "../support/command.ts";
import { failureOf } from "../support/failure.ts";
import { startMailServer } from "../support/mail-server.ts";

const NOWHERE = "nats://127.0.0.1:1";

describe("a client that connects", () => {
  let nats: NatsServer;

  before(async () => {
    nats = await startNatsServer();
  });

  after(() => nats?.close());

  it("finds no scheduler: a TimeoutError names server and cluster, with what failed last as its cause", async () => {
    const error = await failureOf(Client.connect(nats.url, { cluster: "nobody", timeout: 1000 }));
    expect(error).to.be.instanceOf(TimeoutError);
    expect(error.message).to.include(nats.url).and.to.include('"nobody"').and.to.include("1000 ms");
    expect(error.cause).to.be.instanceOf(Error);
  });

  it("finds no server: a TimeoutError does the same", async () => {
    const servers = [NOWHERE, "nats://127.0.0.1:2"];
    const error = await failureOf(Client.connect(servers, { cluster: "nobody", timeout: 1000 }));
    expect(error).to.be.instanceOf(TimeoutError);
    expect(error.message).to.include("127.0.0.1:1").and.to.include("127.0.0.1:2").and.to.include('"nobody"');
    expect((error.cause as Error).name).to.equal("ConnectionError");
  });

  it("finds a server that is not NATS: the same, which says so", async () => {
    await using mail = await startMailServer();
    const error = await failureOf(Client.connect(mail.url, { timeout: 1000 }));
    expect(error).to.be.instanceOf(TimeoutError);
    expect(error.message).to.include(mail.url).and.to.include("no NATS server");
  });

  it("finds a server that is silent: the same, and it was given all the time there is", async () => {
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

  it("may begin before its scheduler", async () => {
    const connecting = Client.connect(nats.url, { cluster: "late" });
    await using _scheduler = await startScheduler(nats.url, "--cluster", "late");
    await using client = await connecting;
    expect(client.workers()).to.deep.equal([]);
  });
});
