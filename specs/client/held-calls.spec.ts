import { expect } from "chai";
import type { ActorRef } from "../../src/client/actors/actor.ts";
import { sessionOver } from "../../src/client/connection/seams.ts";
import { encodeValue } from "../../src/codec/value.ts";
import { type CallerToHost, checkToHost, type HostToCaller } from "../../src/protocol/calls.ts";
import type { ActorReference } from "../../src/protocol/code.ts";
import { TimeoutError } from "../../src/protocol/errors.ts";
import { hostAddress } from "../../src/protocol/subjects.ts";
import { Exchange } from "../../src/runtime/exchange.ts";
import { failureOf } from "../support/failure.ts";
import { Office } from "../support/office.ts";

const WORKER = "worker.w";
const ME = "caller.a";

interface Target {
  give(): number;
  take(value: number): number;
}

/** Lets promises settle, which takes no virtual time. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A client with references to actors on a host that answers nothing by itself. */
function stage() {
  const office = new Office();
  const { network, clock } = office;
  const session = sessionOver({ bus: network.connect(), clock, cluster: "test", address: "client.a" });
  const said: CallerToHost[] = [];
  const host = new Exchange<CallerToHost, HostToCaller>(
    {
      bus: network.connect(),
      clock,
      cluster: "test",
      address: hostAddress(WORKER),
      check: checkToHost,
      deliver: (_from, messages) => said.push(...messages),
      garbage: (_from, error) => expect.fail(error.message),
      unreadable: (_from, error) => expect.fail(error.message),
    },
    5,
  );
  const actor = (key: string, timeout: number) => {
    const reference: ActorReference = ["actor", key, WORKER, "object", "Target", timeout];
    return session.references.meet(reference) as ActorRef<Target>;
  };
  /** The calls that came to the host, with the time that they have. */
  const calls = () =>
    said.flatMap((word) => (word[0] === "call" ? [[word[1], word[3], word[6]] as const] : []));
  const withdrawn = () => said.flatMap((word) => (word[0] === "withdraw" ? [word[1]] : []));
  const answer = (number: number, value: unknown) => host.send(ME, ["gave", number, encodeValue(value), []]);
  return { office, actor, calls, withdrawn, answer };
}

describe("a call to an actor that gives it so much time", () => {
  it("fails and is withdrawn when that is over, and not when it was answered before", async () => {
    const { office, actor, calls, withdrawn, answer } = stage();
    const limited = actor("limited", 1000);
    const [quick, slow] = [limited.give(), limited.take(1)];
    const error = failureOf(slow);
    await office.pass(500);
    const made = calls();
    expect(made.map(([, ...call]) => call)).to.deep.equal([
      ["give", 1000],
      ["take", 1000],
    ]);
    answer(made[0]?.[0] ?? 0, 7);
    await office.pass(100);
    expect(await quick).to.equal(7);
    expect(withdrawn()).to.deep.equal([]);
    await office.pass(1000);
    expect(await error).to.be.instanceOf(TimeoutError);
    expect(withdrawn()).to.deep.equal([made[1]?.[0]]);
  });
});

describe("a call that is held back by its arguments", () => {
  it("has what is left of its time when it is made, which counts from the call", async () => {
    const { office, actor, calls, withdrawn, answer } = stage();
    const slow = actor("slow", 0).give();
    const limited = actor("limited", 1000);
    const failed: unknown[] = [];
    const held = [limited.take(slow), limited.give()].map((call) =>
      failureOf(call).then((error) => failed.push(error)),
    );
    await office.pass(700);
    expect(calls()).to.deep.equal([[1, "give", 0]]);
    answer(1, 5);
    await office.pass(50);
    await settle();
    await office.pass(50);
    const [, ...made] = calls();
    expect(made.map(([, member]) => member)).to.deep.equal(["take", "give"]);
    for (const [, , left] of made) expect(left).to.be.within(200, 299);
    await office.pass(190);
    await settle();
    expect(failed).to.deep.equal([]);
    await office.pass(20);
    await Promise.all(held);
    for (const error of failed)
      expect(error).to.be.instanceOf(TimeoutError).with.property("message").that.includes("1000 ms");
    expect(withdrawn()).to.deep.equal(made.map(([number]) => number));
  });

  it("has no end where its actor sets none, and all of its time where nothing holds it back", async () => {
    const { office, actor, calls, answer } = stage();
    const slow = actor("slow", 500).give();
    const held = actor("patient", 0).take(slow);
    await office.pass(400);
    expect(calls()).to.deep.equal([[1, "give", 500]]);
    answer(1, 5);
    await office.pass(100_000);
    expect(calls().slice(1)).to.deep.equal([[2, "take", 0]]);
    answer(2, 6);
    await office.pass(100);
    expect(await held).to.equal(6);
  });

  it("is not made when its time is over before, nor what is behind it and was to wait no longer", async () => {
    const { office, actor, calls, withdrawn, answer } = stage();
    const limited = actor("limited", 1000);
    const held = [limited.take(actor("slow", 0).give()), limited.give()].map(failureOf);
    await office.pass(1100);
    for (const error of await Promise.all(held))
      expect(error).to.be.instanceOf(TimeoutError).with.property("message").that.includes("1000 ms");
    expect([calls().length, withdrawn()]).to.deep.equal([1, []]);
    const later = limited.give();
    await office.pass(100);
    answer(calls().at(-1)?.[0] ?? 0, 8);
    await office.pass(100);
    expect(await later).to.equal(8);
  });
});
