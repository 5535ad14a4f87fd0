import { expect } from "chai";
import fc from "fast-check";
import { hashOf } from "../../src/code/identity.ts";
import { encodeBatch } from "../../src/codec/batch.ts";
import { CALL_BYTES } from "../../src/protocol/calls.ts";
import type { Code } from "../../src/protocol/code.ts";
import { ActorDiedError, ClosedError, SerializationError } from "../../src/protocol/errors.ts";
import type { WorkerEntry } from "../../src/protocol/overview.ts";
import { callerAddress, hostAddress, mailSubject } from "../../src/protocol/subjects.ts";
import { layOut } from "../../src/runtime/frame.ts";
import { bytes, Desk, FAIR, HOST, WORKER } from "../support/calls-desk.ts";
import { thrownBy } from "../support/failure.ts";

const CALLER = "caller.c";

describe("calls between a client and a worker", () => {
  it("arrive in order, and each is answered by its number, whatever the order of answers", async () => {
    const desk = new Desk();
    const numbers = ["a", "b", "c"].map((member) => desk.call(member));
    await desk.settle();
    expect(desk.told).to.deep.equal(["a", "b", "c"].map((it) => `${CALLER} ${it}(${it})`));
    const [a = 0, b = 0, c = 0] = numbers;
    desk.reception.gave(CALLER, c, bytes("3"), []);
    desk.reception.threw(CALLER, a, bytes("no"));
    desk.reception.gave(CALLER, b, bytes("2"), []);
    desk.reception.gave(CALLER, b, bytes("again"), []);
    await desk.settle();
    expect(desk.heard).to.deep.equal(["c gave 3", "a threw no", "b gave 2"]);
  });

  it("get through once each, in any weather", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat({ max: 40 }), async (seed, percent) => {
        const chance = percent / 100;
        const desk = new Desk({ drop: chance, repeat: chance, delay: 100 }, seed);
        const members = Array.from({ length: 20 }, (_, i) => `m${i}`);
        for (const [i, member] of members.entries()) desk.clock.after(i * 50, () => desk.call(member));
        desk.clock.after(2000, () => {
          for (const [, number] of desk.calls) desk.reception.gave(CALLER, number, bytes("x"), []);
        });
        desk.clock.after(3000, () => {
          desk.network.weather = FAIR;
        });
        await desk.settle();
        for (const [, number] of desk.calls) desk.reception.gave(CALLER, number, bytes("x"), []);
        await desk.settle();
        expect(desk.told).to.deep.equal(members.map((it) => `${CALLER} ${it}(${it})`));
        expect(desk.heard).to.have.members(members.map((it) => `${it} gave x`));
      }),
      { numRuns: 50 },
    );
  });

  it("are withdrawn, and hear nothing of their answer any more", async () => {
    const desk = new Desk();
    const number = desk.call("a");
    desk.callers.withdraw(number);
    desk.callers.withdraw(number);
    await desk.settle();
    expect(desk.told).to.deep.equal([`${CALLER} a(a)`, "withdraw a"]);
    desk.reception.gave(CALLER, number, bytes("late"), []);
    await desk.settle();
    expect(desk.heard).to.deep.equal([]);
  });

  it("say when what is inside an answer is taken, for one that nobody waits for at once", async () => {
    const desk = new Desk();
    const [kept = 0, withdrawn = 0] = ["kept", "withdrawn"].map((member) => desk.call(member));
    desk.callers.withdraw(withdrawn);
    await desk.settle();
    desk.told.length = 0;
    desk.reception.gave(CALLER, kept, bytes("1"), ["f-1", "f-2"]);
    desk.reception.gave(CALLER, withdrawn, bytes("2"), ["f-3"]);
    await desk.settle(1000);
    expect(desk.heard).to.deep.equal(["kept gave 1 with f-1 with f-2"]);
    expect(desk.told).to.deep.equal(["took withdrawn"]);
    desk.tooks[0]?.();
    await desk.settle();
    expect(desk.told).to.deep.equal(["took withdrawn", "took kept"]);
  });

  it("make code known to each host once", async () => {
    const desk = new Desk();
    const codes: readonly Code[] = [
      ["builtin", "Math.sqrt"],
      ["source", "f", "() => 1"],
    ];
    for (const code of [...codes, ...codes]) desk.callers.teach(HOST, hashOf(code), encodeBatch([code]));
    await desk.settle();
    const learnt = codes.map((code) => `learn ${hashOf(code)}`);
    expect(desk.told).to.deep.equal(learnt);
    desk.reception.renew();
    expect(desk.told.slice(2)).to.deep.equal(learnt);
  });

  it("fail when their actor or their worker is gone, and no others", async () => {
    const desk = new Desk();
    const gone = new ActorDiedError("It is gone.");
    desk.call("a1", "a");
    desk.call("b1", "b");
    desk.call("c1", "c", hostAddress("worker.other"));
    desk.callers.drop("a", gone);
    expect(desk.heard).to.deep.equal(["a1 failed ACTOR_DIED"]);
    const other: WorkerEntry = ["other", "worker.other", 1, "here", false, 0];
    desk.roster.update([other]);
    desk.roster.update([["w", WORKER, 1, "here", false, 0], other]);
    expect(desk.heard).to.have.length(1);
    desk.roster.update([other]);
    expect(desk.heard).to.deep.equal(["a1 failed ACTOR_DIED", "b1 failed ACTOR_DIED"]);
    desk.roster.update([other]);
    desk.call("b2", "b");
    await desk.settle(1000);
    expect(desk.told).to.include(`${CALLER} b2(b2)`);
    expect(desk.heard).to.have.length(2);
  });

  it("fail when their client closes, which says goodbye and calls no more", async () => {
    const desk = new Desk();
    desk.call("a");
    await desk.settle();
    desk.callers.close(new ClosedError("Closed."));
    await desk.settle();
    expect(desk.heard).to.deep.equal(["a failed CLOSED"]);
    expect(desk.told.at(-1)).to.equal(`forsake ${CALLER}`);
    expect(() => desk.call("b")).to.throw(ClosedError);
  });

  it("are refused where their arguments are too large", () => {
    const { callers } = new Desk();
    const large = new Uint8Array(CALL_BYTES + 1);
    const call = () =>
      callers.call({ key: "a", host: HOST, timeout: 0 }, "m", large, [], new Desk().waiter("m"));
    expect(thrownBy(call)).to.be.instanceOf(SerializationError).with.property("path", "args");
  });
});

describe("a caller that is gone", () => {
  it("is given up when it has not acknowledged an answer for a minute", async () => {
    const desk = new Desk();
    const number = desk.call("a");
    await desk.settle();
    desk.clientBus.cut();
    desk.reception.gave(CALLER, number, bytes("1"), []);
    await desk.settle(50_000);
    expect(desk.told).not.to.include(`forsake ${CALLER}`);
    await desk.settle(20_000);
    expect(desk.told).to.include(`forsake ${CALLER}`);
  });

  it("is found out also when it has heard the answer, and not taken what is inside", async () => {
    const desk = new Desk();
    const number = desk.call("a");
    await desk.settle();
    desk.reception.gave(CALLER, number, bytes("1"), ["f-1"]);
    await desk.settle(1000);
    expect(desk.heard).to.deep.equal(["a gave 1 with f-1"]);
    desk.clientBus.cut();
    await desk.settle(120_000);
    expect(desk.told).to.include(`forsake ${CALLER}`);
  });

  it("is not found out where it is only slow to take it", async () => {
    const desk = new Desk();
    const number = desk.call("a");
    await desk.settle();
    desk.reception.gave(CALLER, number, bytes("1"), ["f-1"]);
    await desk.settle(300_000);
    desk.tooks[0]?.();
    await desk.settle();
    expect(desk.told.slice(1)).to.deep.equal(["took a"]);
  });

  it("and comes back learns that its calls are not known any more, and can call again", async () => {
    const desk = new Desk();
    const number = desk.call("a");
    desk.call("b");
    await desk.settle();
    desk.network.weather = { drop: 1, repeat: 0, delay: 0 };
    desk.reception.gave(CALLER, number, bytes("1"), []);
    await desk.settle(70_000);
    expect(desk.told).to.include(`forsake ${CALLER}`);
    desk.network.weather = FAIR;
    desk.call("c");
    await desk.settle(10_000);
    expect(desk.heard).to.deep.equal(["a failed CONNECTION", "b failed CONNECTION", "c failed CONNECTION"]);
    desk.call("d");
    await desk.settle(1000);
    expect(desk.told.at(-1)).to.equal(`${CALLER} d(d)`);
  });
});

describe("what is no call", () => {
  const frame = { session: 1, to: 0, sequence: 1, acknowledged: 0, more: false, reset: false, asks: false };

  it("costs only its sender", async () => {
    for (const message of [
      ["call", 1],
      ["call", 1, "a", "m", null, [], -1],
      ["took", "x"],
      ["nonsense"],
      7,
    ]) {
      const desk = new Desk();
      desk.call("a");
      const bad = layOut({ ...frame, body: encodeBatch([message]) });
      desk.network.carry(mailSubject("test", HOST, "caller.bad"), bad);
      desk.network.carry(mailSubject("test", HOST, "caller.bad"), new Uint8Array(3));
      await desk.settle();
      expect(desk.told).to.include("forsake caller.bad").and.to.include(`${CALLER} a(a)`);
      expect(desk.told).not.to.include(`forsake ${CALLER}`);
    }
  });

  it("is taken by a client from nobody but the host that it calls", async () => {
    const desk = new Desk();
    const number = desk.call("a");
    const forged = layOut({ ...frame, to: 1, body: encodeBatch([["gave", number, bytes("forged"), []]]) });
    desk.network.carry(mailSubject("test", callerAddress("client.c"), "actors.bad"), forged);
    await desk.settle();
    desk.reception.gave(CALLER, number, bytes("1"), []);
    await desk.settle();
    expect(desk.heard).to.deep.equal(["a gave 1"]);
  });
});
