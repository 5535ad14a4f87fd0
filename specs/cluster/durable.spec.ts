import { expect } from "chai";
import { Client, type Future, fireAndForget, NotFoundError, TroupeError } from "troupe";
import { startNatsServer } from "../../src/bus/server.ts";
import { StoreFullError } from "../../src/store/log.ts";
import { startScheduler, startWorker } from "../support/command.ts";
import { Dynasty } from "../support/dynasty.ts";
import { failureOf } from "../support/failure.ts";
import { Gate } from "../support/gate.ts";
import { Journal } from "../support/journal.ts";

/** Notes a word in the journal at `path`, and gives so many random bytes; then comes to the gate. */
const draw = async (path: string, word: string, size: number, port: number) => {
  const { appendFileSync } = await import("node:fs");
  const { randomBytes } = await import("node:crypto");
  const { connect } = await import("node:net");
  appendFileSync(path, `${word}\n`);
  if (port > 0) await new Promise((resolve) => connect(port, "127.0.0.1").once("data", resolve));
  return new Uint8Array(randomBytes(size));
};

/** Notes in the journal what it is given. */
const write = async (path: string, word: string, ..._before: unknown[]) => {
  const { appendFileSync } = await import("node:fs");
  appendFileSync(path, `${word}\n`);
  return word;
};

describe("what a scheduler has stored for the next one", () => {
  let dynasty: Dynasty;
  let one: Client;
  let two: Client;
  let journal: Journal;
  let gate: Gate;
  beforeEach(async () => {
    dynasty = await Dynasty.begin();
    journal = new Journal();
    gate = await Gate.build();
    one = await dynasty.join("one");
    two = await dynasty.join("two");
  });
  afterEach(async () => {
    gate.open();
    await dynasty[Symbol.asyncDispose]();
    await gate[Symbol.asyncDispose]();
    journal[Symbol.dispose]();
  });

  const drawn = (client: Client, word: string, size: number, port = 0): Future<Uint8Array> =>
    client.options({ pure: false }).submit(draw, journal.path, word, size, port);

  it("is what is published, small or large, though its client is gone: no other value, and no other run", async () => {
    await dynasty.hire("w");
    const small = drawn(one, "small", 100);
    const large = drawn(one, "large", 100_000);
    const before = await one.gather([small, large]);
    await one.publish("small", small);
    await one.publish("large", large);
    await one.close();
    await dynasty.succeed();
    const found = [two.published<Uint8Array>("small"), two.published<Uint8Array>("large")];
    expect(await two.gather(found)).to.deep.equal(before);
    expect(journal.lines).to.deep.equal(["small", "large"]);
  });

  it("is a small value that is published, whatever becomes of the workers, time and again", async () => {
    const worker = await dynasty.hire("w");
    const future = drawn(one, "small", 100);
    const value = await future;
    await one.publish("small", future);
    await one.close();
    await dynasty.fire(worker);
    await dynasty.succeed();
    await dynasty.succeed();
    expect(await two.published("small")).to.deep.equal(value);
  });

  it("is a task that is published and has not ended: it goes on where it runs, or begins", async () => {
    await dynasty.hire("w");
    const running = drawn(one, "running", 10, gate.port);
    const waiting = one.submit(write, journal.path, "waiting", running);
    await one.publish("running", running);
    await one.publish("waiting", waiting);
    await gate.arrived();
    await one.close();
    await dynasty.succeed();
    gate.open();
    expect(await two.published("waiting")).to.equal("waiting");
    expect(await two.published<Uint8Array>("running")).to.have.lengthOf(10);
    expect(journal.lines).to.deep.equal(["running", "waiting"]);
    await dynasty.succeed();
    expect(await two.published("waiting")).to.equal("waiting");
    expect(journal.lines).to.deep.equal(["running", "waiting"]);
  });

  it("is that a name was taken back, or given to another key", async () => {
    await dynasty.hire("w");
    await one.publish("gone", drawn(one, "a", 10));
    await one.publish("moved", drawn(one, "b", 10));
    await one.unpublish("gone");
    const other = one.submit(write, journal.path, "c");
    await one.publish("moved", other, { override: true });
    await dynasty.succeed();
    expect(await failureOf(two.published("gone"))).to.be.instanceOf(NotFoundError);
    expect(await two.published("moved")).to.equal("c");
  });

  it("is what fireAndForget is to have done, with what that depends on, though nobody was there to run it", async () => {
    const base = one.submit(write, journal.path, "base");
    const next = one.submit(write, journal.path, "next", base);
    fireAndForget(next);
    await one.close();
    await dynasty.succeed();
    await dynasty.succeed();
    await dynasty.hire("w");
    expect(await two.submit(write, journal.path, "last")).to.equal("last");
    expect(journal.lines).to.deep.equal(["base", "next", "last"]);
  });

  it("is no task that was done: none runs twice, be it done or under way as the scheduler dies", async () => {
    await dynasty.hire("w");
    const done = one.submit(write, journal.path, "done");
    const running = drawn(one, "running", 10, gate.port);
    const after = one.submit(write, journal.path, "after", running, done);
    fireAndForget([done, running, after]);
    await one.close();
    await gate.arrived();
    await dynasty.succeed();
    gate.open();
    expect(await two.submit(write, journal.path, "last")).to.equal("last");
    await dynasty.succeed();
    expect(await two.submit(write, journal.path, "end")).to.equal("end");
    expect(journal.lines).to.deep.equal(["done", "running", "after", "last", "end"]);
  });

  it("is there though a snapshot has taken the place of what was stored before", async () => {
    const ballast = new Uint8Array(600_000);
    for (const name of ["a", "b", "c"]) {
      await one.publish(name, one.submit(write, journal.path, name, ballast));
    }
    await one.publish("d", one.submit(write, journal.path, "d"));
    await one.close();
    await dynasty.succeed();
    expect(await dynasty.logs.open().read())
      .to.have.property("snapshot")
      .that.is.not.equal(null);
    await dynasty.succeed();
    await dynasty.hire("w");
    const found = ["a", "b", "c", "d"].map((name) => two.published(name));
    expect(await two.gather(found)).to.deep.equal(["a", "b", "c", "d"]);
  });

  it("is what is inside queues and variables, though its client is gone", async () => {
    await dynasty.hire("w");
    const value = drawn(one, "drawn", 100);
    const bytes = await value;
    await one.queue("q").put(value);
    await one.variable("v").set([one.submit(write, journal.path, "written", value)]);
    await one.close();
    await dynasty.succeed();
    const got = await two.queue<Future<Uint8Array>>("q").get();
    expect(await got).to.deep.equal(bytes);
    const [written] = (await two.variable<Future<string>[]>("v").get()) ?? [];
    expect(await written).to.equal("written");
    expect(journal.lines).to.deep.equal(["drawn", "written"]);
  });

  it("is stored before it is answered; what was stored and not answered is there", async () => {
    const stored = one.submit(write, journal.path, "stored");
    const kept = two.submit(write, journal.path, "kept");
    await dynasty.succeed();
    dynasty.append = (log, entry) => log.append(entry).then(() => new Promise(() => {}));
    const publishing = one.publish("stored", stored);
    fireAndForget(kept);
    const closing = two.close();
    const outcome = await Promise.race([publishing, closing, one.processing().then(() => "neither")]);
    expect(outcome).to.equal("neither");
    dynasty.append = (log, entry) => log.append(entry);
    await dynasty.succeed();
    await publishing;
    await closing;
    await dynasty.hire("w");
    expect(await one.published("stored")).to.equal("stored");
    expect(await one.submit(write, journal.path, "last")).to.equal("last");
    expect(journal.lines).to.have.members(["stored", "kept", "last"]);
  });

  it("is nothing where the store is full, and that is said", async () => {
    const future = one.submit(write, journal.path, "x");
    dynasty.append = async () => {
      throw new StoreFullError("There is no room.");
    };
    const error = await failureOf(one.publish("x", future));
    expect(error).to.be.instanceOf(TroupeError);
    expect(error.message).to.include("cannot be stored").and.include("There is no room.");
    expect((await failureOf(one.publish("y", future))).message).to.include("cannot be stored");
  });
});

describe("what a scheduler has stored in JetStream", () => {
  it("is there when all have died, and others begin in their place", async () => {
    const nats = await startNatsServer({ jetstream: true });
    using journal = new Journal();
    const first = [await startScheduler(nats.url), await startWorker(nats.url)];
    const publisher = await Client.connect(nats.url);
    const value = await publisher.options({ pure: false }).submit(draw, journal.path, "drawn", 100, 0);
    await publisher.publish(
      "name",
      publisher.submit((bytes: Uint8Array) => bytes, value),
    );
    await publisher.published("name");
    for (const command of first) command.kill("SIGKILL");
    await Promise.all(first.map(({ ended }) => ended));
    await publisher.close();

    const scheduler = await startScheduler(nats.url);
    const guest = await Client.connect(nats.url);
    fireAndForget(guest.submit(write, journal.path, "kept", guest.published("name")));
    await guest.close();
    scheduler.kill("SIGKILL");
    await scheduler.ended;

    await using _scheduler = await startScheduler(nats.url);
    await using _worker = await startWorker(nats.url);
    await using client = await Client.connect(nats.url);
    expect(await client.published("name")).to.deep.equal(value);
    expect(await client.submit(write, journal.path, "last")).to.equal("last");
    expect(journal.lines).to.deep.equal(["drawn", "kept", "last"]);
    await client.close();
    await nats.close();
  });
});
