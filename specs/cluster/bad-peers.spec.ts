import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { Client, ProtocolError } from "troupe";
import type { Bus } from "../../dist/src/bus/bus.js";
import { connectNats } from "../../dist/src/bus/nats.js";
import { type NatsServer, startNatsServer } from "../../dist/src/bus/server.js";
import { captureCode } from "../../dist/src/code/capture.js";
import { encodeBatch } from "../../dist/src/codec/batch.js";
import { PROTOCOL_VERSION, type ToScheduler } from "../../dist/src/protocol/messages.js";
import { dataSubject } from "../../dist/src/protocol/subjects.js";
import { layOut } from "../../dist/src/runtime/frame.js";
import { Command, startScheduler, startWorker } from "../support/command.ts";
import { failureOf } from "../support/failure.ts";
import { ask, refuseAll, say } from "../support/peers.ts";

const OTHER_VERSION = PROTOCOL_VERSION + 1;

/** Holds its thread for a while. */
const slowly = (what: string, ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return what;
};

describe("a peer", () => {
  let nats: NatsServer;
  let scheduler: Command;
  let worker: Command;
  let bus: Bus;

  before(async () => {
    nats = await startNatsServer();
    scheduler = await startScheduler(nats.url);
    worker = await startWorker(nats.url, "--threads", "2");
    bus = await connectNats({ servers: nats.url });
  });

  after(async () => {
    await bus?.close();
    for (const command of [worker, scheduler]) {
      command?.kill("SIGTERM");
      await command?.ended;
    }
    await nats?.close();
  });

  it("is refused where it speaks another version of the protocol", async () => {
    const answers = [
      await ask(bus, "default", "worker.old", ["worker", OTHER_VERSION, "old", 1, "here", [], null, 0]),
      await ask(bus, "default", "client.old", ["client", OTHER_VERSION, "old", null, []]),
    ];
    for (const [kind, reason] of answers) {
      expect(kind).to.equal("refused");
      expect(reason).to.include(`protocol ${PROTOCOL_VERSION}`).and.to.include(String(OTHER_VERSION));
    }
    await using client = await Client.connect(nats.url);
    expect(client.workers()).to.have.lengthOf(1);
  });

  it("that is refused ends, and says why", async () => {
    const stop = refuseAll(bus, "other", "Install the same version.");
    try {
      await using refused = new Command(["worker", "--nats", nats.url, "--cluster", "other"]);
      expect(await refused.ended).to.deep.equal({ code: 1, signal: null });
      expect(refused.text).to.include("Install the same version.");
      const error = await failureOf(Client.connect(nats.url, { cluster: "other" }));
      expect(error).to.be.instanceOf(ProtocolError);
      expect(error.message).to.equal("Install the same version.");
    } finally {
      stop();
    }
  });

  it("that sends garbage costs nobody anything", async () => {
    const subjects = new Set<string>();
    const listening = bus.subscribe("troupe.default.>", (_bytes, subject) => subjects.add(subject));
    await using client = await Client.connect(nats.url);
    await client.submit((x: number) => x, 1);
    listening.unsubscribe();
    const receivers = new Set([...subjects].map((subject) => subject.split(".").slice(2, -1).join(".")));
    const { address } = client.workers()[0] ?? { address: "" };
    const strange = new Set([
      ...[...receivers].flatMap((receiver) =>
        ["client.stranger", "worker.stranger", "x"].map((sender) => `troupe.default.${receiver}.${sender}`),
      ),
      dataSubject("default", address, "client.stranger"),
      "troupe.default.probe",
      "troupe.default.announce",
      "troupe.default.reminder",
    ]);

    const long = client.options({ pure: false }).submit((ms: number) => {
      const end = performance.now() + ms;
      while (performance.now() < end);
      return "unharmed";
    }, 200);
    const futures = client.map(
      (x: number) => x + 1,
      Array.from({ length: 500 }, (_, i) => i),
    );
    for (const subject of strange) {
      for (const bytes of [...noFrames(), ...foreignFrames()]) bus.publish(subject, bytes);
    }
    // Also in the name of those who do speak.
    for (const subject of subjects) for (const bytes of noFrames()) bus.publish(subject, bytes);
    await bus.flush();
    expect(await client.gather(futures)).to.have.lengthOf(500);
    expect(await long).to.equal("unharmed");
    expect(await client.submit((x: number) => x, 2)).to.equal(2);
    expect(client.workers()).to.have.lengthOf(1);
    expect(scheduler.text).to.include("sent what is no message");
  });

  it("that speaks as others do, or calls code by another's hash, changes nothing, and is named once", async () => {
    const fn = (x: number) => x + 1000;
    const { hash } = captureCode(fn);
    const poison = encodeBatch([captureCode((x: number) => x - 1).code]);
    await using client = await Client.connect(nats.url);
    const { address } = client.workers()[0] ?? { address: "" };
    const running = client.options({ pure: false }).submit(slowly, "unharmed", 300);
    const words: readonly (readonly [from: string, ...messages: readonly ToScheduler[]])[] = [
      ["client.liar", ["worker", PROTOCOL_VERSION, "liar", 1, "here", [], null, 0], ["gone", address]],
      [
        "worker.liar",
        ["client", PROTOCOL_VERSION, "liar", null, []],
        ["use", 1, ["lock", "l", null, ["acquire"]], null],
      ],
      ["supervisor.liar", ["submit", "key", [], new Uint8Array(), [], null, null], ["restart", 1]],
      ["liar", ["client", PROTOCOL_VERSION, "liar", null, []], ["restart", 1], ["bye"]],
      ["client.poisoner", ["client", PROTOCOL_VERSION, "poisoner", null, []], ["code", hash, poison]],
    ];
    for (const [from, ...messages] of words) await say(bus, "default", from, ...messages);
    expect(await client.submit(fn, 1)).to.equal(1001);
    expect(await running).to.equal("unharmed");
    expect(client.workers()).to.have.lengthOf(1);
    const blamed = scheduler.text.split("\n").filter((line) => line.includes("not what its hash says"));
    expect(blamed).to.have.lengthOf(1);
    expect(blamed[0]).to.include("client.poisoner");
  });

  it("that asks for data in no way that counts gets no answer, and those who do get one", async () => {
    await using client = await Client.connect(nats.url);
    const { address } = client.workers()[0] ?? { address: "" };
    const made = client.submit((size: number) => new Uint8Array(size).fill(1), 50_000);
    await made;
    const subject = dataSubject("default", address, "client.stranger");
    const gone = await bus.request(subject, encodeBatch(["no-such-key", 0, 10]), 5000);
    expect(gone).to.have.lengthOf(0);
    const part = await bus.request(subject, encodeBatch([made.key, 0, 10]), 5000);
    expect(part).to.have.lengthOf(10);
    const unanswered = bus.request(subject, encodeBatch([made.key, -1, "ten"]), 50);
    expect((await failureOf(unanswered)).name).to.equal("TimeoutError");
  });
});

/** Bytes that are no frames. */
function* noFrames(): Generator<Uint8Array> {
  yield new Uint8Array(0);
  for (let length = 1; length < 200; length += 13) {
    const bytes = randomBytes(length);
    // No frame has these flags; what is shorter is no frame anyhow.
    bytes[24] = 255;
    yield bytes;
  }
}

/** Frames without messages, with such as cannot be, and of sessions that nobody has begun. */
function* foreignFrames(): Generator<Uint8Array> {
  const frame = { session: 1, to: 0, sequence: 1, acknowledged: 0, more: false, reset: false, asks: false };
  yield layOut({ ...frame, body: randomBytes(100) });
  yield layOut({ ...frame, session: 2, body: encodeBatch([["submit", "key"], ["worker", -1], [null], 7]) });
  yield layOut({ ...frame, session: 3, more: true, body: randomBytes(100) });
  yield layOut({ ...frame, session: 4, sequence: 9, acknowledged: 9, body: encodeBatch([["beat"]]) });
  yield layOut({ ...frame, session: 5, body: encodeBatch([["done", "key", 1, 1, 1, null, []]]) });
  const outside = ["0".repeat(32), "../../escaped.js", "module", randomBytes(10)];
  yield layOut({ ...frame, session: 6, body: encodeBatch([["upload", 1, outside]]) });
  yield layOut({ ...frame, session: 7, body: encodeBatch([["module", outside]]) });
  yield layOut({ ...frame, session: 8, body: encodeBatch([["retire", 1, "w"], ["restart"], ["leave", 1]]) });
  yield layOut({ ...frame, to: 5, sequence: 0, reset: true, body: new Uint8Array(0) });
}
