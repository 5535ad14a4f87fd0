import { expect } from "chai";
import { encodeBatch } from "../../src/codec/batch.ts";
import { SCHEDULER } from "../../src/protocol/subjects.ts";
import { layOut, readFrame } from "../../src/runtime/frame.ts";
import { never, Office, word } from "../support/office.ts";

describe("garbage in the post", () => {
  it("harms nobody else, and is reported once for each sender", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const good = office.line("client.good", never);
    good.post.send(SCHEDULER, word("hello"));
    await office.settle();
    for (let i = 0; i < 3; i++) office.forge("client.bad", SCHEDULER, new Uint8Array([1, 2, 3]));
    const frame = { session: 1, to: 0, acknowledged: 0, more: false, reset: false, asks: false };
    office.forge(
      "client.worse",
      SCHEDULER,
      layOut({ ...frame, sequence: 1, body: encodeBatch(["nonsense"]) }),
    );
    office.forge(
      "client.worse",
      SCHEDULER,
      layOut({ ...frame, sequence: 2, body: encodeBatch([word("sorry")]) }),
    );
    await office.settle();
    good.post.send(SCHEDULER, word("again"));
    await office.settle();
    expect(scheduler.heard).to.have.members([
      "client.good: hello",
      "client.bad: garbage",
      "client.worse: garbage",
      "client.worse: unreadable",
      "client.worse: sorry",
      "client.good: again",
    ]);
  });

  it("is reported once, however many sessions it comes in, and counted each time", async () => {
    const office = new Office();
    const { post, heard } = office.exchange(5);
    const frame = { to: 0, acknowledged: 0, more: false, reset: false, asks: false };
    for (let session = 1; session <= 5; session++) {
      const body = encodeBatch(["nonsense"]);
      office.forge("client.bad", SCHEDULER, layOut({ ...frame, session, sequence: 1, body }));
      await office.settle();
    }
    expect(heard.filter((line) => line.endsWith("garbage"))).to.deep.equal(["client.bad: garbage"]);
    expect(post.faults).to.equal(5);
  });

  it("does not come from anybody but the scheduler to a client", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const client = office.line("client.a", never);
    client.post.send(SCHEDULER, word("hello"));
    await office.settle();
    const frame = { session: 9, to: 1, sequence: 1, acknowledged: 0, more: false, asks: false };
    for (const reset of [true, false]) {
      office.forge("client.bad", "client.a", layOut({ ...frame, reset, body: encodeBatch([word("evil")]) }));
    }
    await office.settle();
    scheduler.post.send("client.a", word("welcome"));
    await office.settle();
    expect(client.heard).to.deep.equal(["scheduler: welcome"]);
  });

  it("is no reason for an answer that would be answered in turn", async () => {
    const office = new Office();
    office.exchange(5);
    const answers = office.tap(SCHEDULER, "client.a");
    const frame = {
      session: 3,
      to: 0,
      acknowledged: 1,
      more: false,
      reset: false,
      asks: false,
      body: new Uint8Array(),
    };
    office.forge("client.a", SCHEDULER, layOut({ ...frame, sequence: 0 }));
    await office.settle();
    expect(answers.map((bytes) => readFrame(bytes).reset)).to.deep.equal([true]);
  });

  it("is not a frame that overtook the first of its session, which begins all the same", async () => {
    const office = new Office();
    const { heard, post } = office.exchange(5);
    const answers = office.tap(SCHEDULER, "client.a");
    const frame = { session: 3, to: 0, acknowledged: 0, more: false, reset: false, asks: false };
    const say = async (sequence: number) => {
      const body = encodeBatch([word(`word ${sequence}`)]);
      office.forge("client.a", SCHEDULER, layOut({ ...frame, sequence, body }));
      await office.settle();
    };
    for (const sequence of [2, 1, 2]) await say(sequence);
    expect(heard).to.deep.equal(["client.a: word 1", "client.a: word 2"]);
    const resets = () => answers.filter((bytes) => readFrame(bytes).reset).length;
    expect(resets()).to.equal(0);
    post.part("client.a");
    await say(3);
    expect(resets()).to.equal(1);
  });
});

describe("the post of a scheduler", () => {
  it("ends sessions with strangers at the second look, and with nobody it knows", async () => {
    const office = new Office();
    const { post } = office.exchange(5);
    const resets: string[] = [];
    const line = (address: string) => office.line(address, () => resets.push(address)).post;
    for (const name of ["known", "stranger"]) line(`client.${name}`).send(SCHEDULER, word("hello"));
    const half = { session: 1, to: 0, sequence: 1, acknowledged: 0, more: true, reset: false, asks: false };
    for (let i = 0; i < 10; i++)
      office.forge(`x.${i}`, SCHEDULER, layOut({ ...half, body: Buffer.alloc(100) }));
    await office.settle();
    expect([...post.partners]).to.have.length(12);
    const isKnown = (address: string) => address === "client.known";
    post.weed(isKnown);
    expect([...post.partners]).to.have.length(12);
    post.weed(isKnown);
    expect([...post.partners]).to.deep.equal(["client.known"]);
    expect(resets).to.deep.equal([]);
  });

  it("lets a stranger begin again whose session was ended", async () => {
    const office = new Office();
    const scheduler = office.exchange(5);
    const stranger = office.line("supervisor.s", (to) => stranger.post.send(to, word("again")));
    stranger.post.send(SCHEDULER, word("hello"));
    await office.settle();
    for (let i = 0; i < 2; i++) scheduler.post.weed(() => false);
    stranger.post.send(SCHEDULER, word("lost"));
    await office.settle();
    expect(scheduler.heard).to.deep.equal(["supervisor.s: hello", "supervisor.s: again"]);
  });
});
