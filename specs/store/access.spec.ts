import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { connectNats } from "../../src/bus/nats.ts";
import { startNatsServer } from "../../src/bus/server.ts";
import { ConnectionError, TimeoutError } from "../../src/protocol/errors.ts";
import { openJetStream } from "../../src/store/jetstream.ts";
import { failureOf } from "../support/failure.ts";
import { bytes } from "./contract.ts";
import { join } from "./site.ts";

const isTimeout = (error: unknown): boolean => error instanceof TimeoutError;

describe("JetStream", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "troupe-spec-"));

  after(() => rmSync(folder, { recursive: true }));

  it("is not there where the server has none, even where somebody listens to everything", async () => {
    const server = await startNatsServer();
    const [bus, other] = await Promise.all([
      connectNats({ servers: server.url }),
      connectNats({ servers: server.url }),
    ]);
    expect(await openJetStream(bus, "here")).to.equal(undefined);
    other.subscribe(">", () => {});
    await other.flush();
    expect(await openJetStream(bus, "here")).to.equal(undefined);
    await Promise.all([bus.close(), other.close()]);
    await server.close();
  });

  it("is not taken for one that never was where its server has switched it off, which is said", async () => {
    const config = path.join(folder, "switched.conf");
    writeFileSync(config, `jetstream { store_dir: "${folder}" }`);
    const server = await startNatsServer({ config });
    const { bus, store } = await join(server.url);
    const log = store.openLog();
    await log.read();
    await log.append(bytes("entry"));
    writeFileSync(config, "jetstream: false");
    process.kill(server.pid, "SIGHUP");
    // As soon as it is off, nobody listens where its streams did.
    const listens = () => bus.request("troupe.here.log.x", bytes(""), 1000).then(() => true, isTimeout);
    while (await listens());
    for (const moment of ["to who was there", "to who comes"]) {
      const guest = moment === "to who comes" ? await connectNats({ servers: server.url }) : bus;
      const failure = await failureOf(openJetStream(guest, "here"));
      expect(failure, moment).to.be.instanceOf(ConnectionError);
      expect(failure.message, moment).to.include("start the scheduler again");
      if (guest !== bus) expect(failure.message).to.include("switched it off");
      await guest.close();
    }
    await server.close();
  });

  it("is not there for an account without it", async () => {
    const config = path.join(folder, "accounts.conf");
    writeFileSync(
      config,
      `accounts { A { jetstream: enabled, users: [{ user: with, password: it }] }, B { users: [{ user: without, password: it }] } }`,
    );
    const server = await startNatsServer({ jetstream: true, config });
    for (const user of ["with", "without"]) {
      const bus = await connectNats({ servers: server.url.replace("//", `//${user}:it@`) });
      expect((await openJetStream(bus, "here")) !== undefined).to.equal(user === "with");
      await bus.close();
    }
    await server.close();
  });

  it("is not written by a user who may not do that, who is told", async () => {
    const config = path.join(folder, "reader.conf");
    writeFileSync(
      config,
      `authorization { users: [{ user: ada, password: it, permissions: { publish: ["$JS.>"], subscribe: [">"] } }] }`,
    );
    const server = await startNatsServer({ jetstream: true, config });
    const { bus, store } = await join(server.url.replace("//", "//ada:it@"));
    const failure = await failureOf(store.openLog().read());
    expect(failure.message).to.include("troupe-here-log").and.to.include("troupe.here.log");
    await bus.close();
    await server.close();
  }).timeout(30_000);

  it("is not there for a user who may not ask for it", async () => {
    const config = path.join(folder, "permissions.conf");
    writeFileSync(
      config,
      `authorization { users: [{ user: ada, password: it, permissions: { publish: ["troupe.>"], subscribe: [">"] } }] }`,
    );
    const server = await startNatsServer({ jetstream: true, config });
    const bus = await connectNats({ servers: server.url.replace("//", "//ada:it@") });
    expect(await openJetStream(bus, "here")).to.equal(undefined);
    await bus.close();
    await server.close();
  });
});
