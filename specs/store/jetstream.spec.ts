import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { jetstreamManager, type StreamAPI } from "@nats-io/jetstream";
import { expect } from "chai";
import { connectNats } from "../../src/bus/nats.ts";
import type { NatsBus } from "../../src/bus/nats-bus.ts";
import { type NatsServer, type NatsServerOptions, startNatsServer } from "../../src/bus/server.ts";
import { openJetStream } from "../../src/store/jetstream.ts";
import { type Log, StoreFullError } from "../../src/store/log.ts";
import type { Store } from "../../src/store/store.ts";
import { failureOf } from "../support/failure.ts";
import { type Archive, bytes, contentOf, logContract } from "./contract.ts";

const start = (storeDir: string, options: NatsServerOptions) =>
  startNatsServer({ jetstream: true, storeDir, ...options });

/** A connection to the server at `url`, and the store of a cluster there. */
async function join(url: string): Promise<{ bus: NatsBus; store: Store }> {
  const bus = await connectNats({ servers: url });
  const store = await openJetStream(bus, "here");
  if (store === undefined) throw new Error("There is no JetStream.");
  return { bus, store };
}

/** A server with its data in a folder of this spec's, so that another can go on from there. */
class Site implements Archive {
  readonly #folder: string;
  #server: NatsServer;
  readonly #bus: NatsBus;
  readonly #store: Store;

  private constructor(folder: string, server: NatsServer, bus: NatsBus, store: Store) {
    this.#folder = folder;
    this.#server = server;
    this.#bus = bus;
    this.#store = store;
  }

  static async build(settings = ""): Promise<Site> {
    const folder = mkdtempSync(path.join(tmpdir(), "troupe-spec-"));
    const config = path.join(folder, "nats.conf");
    writeFileSync(config, settings);
    const server = await start(folder, settings === "" ? {} : { config });
    const { bus, store } = await join(server.url);
    return new Site(folder, server, bus, store);
  }

  get url(): string {
    return this.#server.url;
  }

  open(): Log {
    return this.#store.openLog();
  }

  /** Kills the server as a crash does, and starts another one on what it left. */
  async crash(): Promise<void> {
    process.kill(this.#server.pid, "SIGKILL");
    await this.#server.exited;
    this.#server = await start(this.#folder, { port: Number(new URL(this.url).port) });
  }

  async streams(): Promise<StreamAPI> {
    return (await jetstreamManager(this.#bus.connection)).streams;
  }

  async close(): Promise<void> {
    await this.#bus.close();
    await this.#server.close();
    rmSync(this.#folder, { recursive: true });
  }
}

logContract("on JetStream", () => Site.build());

const words = (count: number, word: string): string[] =>
  Array.from({ length: count }, (_, i) => `${word} ${i}`);
const appendAll = (log: Log, texts: readonly string[]): Promise<void>[] =>
  texts.map((text) => log.append(bytes(text)));

/** Resolves when a connection has had so many messages. */
async function heard({ connection }: NatsBus, messages: number): Promise<void> {
  while (connection.stats().inMsgs < messages) await new Promise((resolve) => setImmediate(resolve));
}

describe("a log on JetStream in trouble", () => {
  let site: Site;

  afterEach(() => site?.close());

  it("is read to the end where its server dies meanwhile", async () => {
    site = await Site.build();
    const log = site.open();
    await log.read();
    const texts = words(20_000, "entry ".repeat(300));
    await Promise.all(appendAll(log, texts));
    const { bus, store } = await join(site.url);
    const content = contentOf(store.openLog());
    await heard(bus, 3000);
    await site.crash();
    expect((await content).entries).to.deep.equal(texts);
    await bus.close();
  }).timeout(30_000);

  it("is read to the end or not at all where the connection is closed meanwhile", async () => {
    site = await Site.build();
    const log = site.open();
    await log.read();
    for (let i = 0; i < 20; i++) await log.append(new Uint8Array(400_000));
    for (const messages of [8, 12, 16, 20]) {
      const { bus, store } = await join(site.url);
      const entries = store
        .openLog()
        .read()
        .then(
          (content) => content.entries.length,
          () => "none",
        );
      await heard(bus, messages);
      await bus.connection.close();
      expect(await entries).to.be.oneOf([20, "none"]);
    }
  });

  it("goes on where it was when its server is killed, and has each entry once", async () => {
    site = await Site.build();
    const log = site.open();
    await log.read();
    const texts = words(30_000, "entry");
    const first = appendAll(log, texts.slice(0, 20_000));
    await first[0];
    const crashed = site.crash();
    const more = appendAll(log, texts.slice(20_000));
    await crashed;
    await Promise.all([...first, ...more]);
    expect((await contentOf(site.open())).entries).to.deep.equal(texts);
  });

  it("goes on after its server has started again while nothing was under way", async () => {
    site = await Site.build();
    const log = site.open();
    await log.read();
    await Promise.all(appendAll(log, ["before"]));
    await site.crash();
    await Promise.all(appendAll(log, ["after", "that"]));
    expect((await contentOf(site.open())).entries).to.deep.equal(["before", "after", "that"]);
  });

  it("has the old snapshot or the new one, whenever who writes it dies", async () => {
    site = await Site.build();
    const large = new Uint8Array(6_000_000).fill(1);
    let snapshot = "";
    let entries: string[] = [];
    for (let round = 0; round < 12; round++) {
      const { bus, store } = await join(site.url);
      const log = store.openLog();
      expect(await contentOf(log)).to.deep.equal({ snapshot: snapshot || null, entries });
      await Promise.all(appendAll(log, [`entry ${round}`]));
      const compacted = log.compact(large).then(
        () => true,
        () => false,
      );
      for (let turn = 0; turn < round * 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      await bus.connection.close();
      const stored = await site.open().read();
      if (await compacted) expect(stored.snapshot).to.deep.equal(large);
      if (stored.snapshot?.byteLength === large.byteLength) {
        expect(stored.entries).to.deep.equal([]);
        snapshot = `snapshot ${round}`;
        entries = [];
        const next = site.open();
        await next.read();
        await next.compact(bytes(snapshot));
      } else entries.push(`entry ${round}`);
    }
  });

  it("removes what a snapshot stands for", async () => {
    site = await Site.build();
    const log = site.open();
    await log.read();
    await Promise.all(appendAll(log, words(500, "entry")));
    await log.compact(bytes("all of them"));
    await log.append(bytes("one more"));
    const { state } = await (await site.streams()).info("troupe-here-log");
    expect(state.messages).to.equal(2);
  });

  it("says what to do when its stream is full, and keeps what it took", async () => {
    site = await Site.build();
    const log = site.open();
    await log.read();
    await (await site.streams()).update("troupe-here-log", { max_bytes: 100_000 });
    const texts = words(2000, "entry");
    const outcomes = await Promise.allSettled(appendAll(log, texts));
    const stored = outcomes.findIndex(({ status }) => status === "rejected");
    expect(stored).to.be.greaterThan(0);
    expect(outcomes.slice(stored).map(({ status }) => status)).to.not.include("fulfilled");
    const failure = await failureOf(log.append(bytes("late")));
    expect(failure).to.be.instanceOf(StoreFullError);
    expect(failure.message)
      .to.include("maximum bytes")
      .and.to.include("max_bytes")
      .and.to.include("start the scheduler again");
    expect((await failureOf(site.open().read())).message).to.include("max_bytes");
    await (await site.streams()).update("troupe-here-log", { max_bytes: -1 });
    expect((await contentOf(site.open())).entries).to.deep.equal(texts.slice(0, stored));
  });

  it("says what to do when its server has no room, and keeps the old state when a snapshot does not fit", async () => {
    site = await Site.build("jetstream { max_file_store: 1MB }");
    const log = site.open();
    await log.read();
    await Promise.all(appendAll(log, ["a", "b"]));
    const failure = await failureOf(log.compact(new Uint8Array(3_000_000)));
    expect(failure.message).to.include("max_file_store");
    expect((await failureOf(log.append(bytes("late")))).message).to.include("max_file_store");
    // The next server has the room of this machine.
    await site.crash();
    expect(await contentOf(site.open())).to.deep.equal({ snapshot: null, entries: ["a", "b"] });
  });

  it("is not written where its stream would lose what it holds", async () => {
    site = await Site.build();
    const streams = await site.streams();
    await streams.add({ name: "troupe-here-log", subjects: ["troupe.here.log.>"], max_age: 60_000_000_000 });
    expect((await failureOf(site.open().read())).message)
      .to.include("discard")
      .and.to.include("edit the stream");
  });

  it("says that its entries are gone when the server has lost them", async () => {
    site = await Site.build();
    const log = site.open();
    await log.read();
    await Promise.all(appendAll(log, words(10, "entry")));
    await (await site.streams()).delete("troupe-here-log");
    expect((await failureOf(log.append(bytes("late")))).message).to.include("lost a part");
  });
});

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
