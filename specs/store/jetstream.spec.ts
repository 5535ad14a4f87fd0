import { expect } from "chai";
import type { NatsBus } from "../../src/bus/nats-bus.ts";
import { type Log, StoreFullError } from "../../src/store/log.ts";
import { failureOf } from "../support/failure.ts";
import { bytes, contentOf, logContract } from "./contract.ts";
import { join, Site } from "./site.ts";

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
