import { expect } from "chai";
import {
  type ActorRef,
  CancelledError,
  CaptureError,
  type Future,
  SerializationError,
  TimeoutError,
} from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Counter } from "../support/counter.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

/** What is known of a class from JavaScript. */
interface Untyped {
  increment(...args: unknown[]): PromiseLike<unknown>;
  sum(...args: unknown[]): PromiseLike<unknown>;
}

class Recorder {
  readonly seen: unknown[] = [];

  record(value: unknown): unknown {
    this.seen.push(value);
    return value;
  }

  kind(value: unknown): string {
    return value !== null && typeof value === "object" && "subscribe" in value ? "future" : typeof value;
  }

  async inner(value: { inside: PromiseLike<number> }): Promise<number> {
    return value.inside;
  }

  async applied(fn: (x: number) => number, x: number): Promise<number> {
    return fn(x);
  }

  async incremented(counter: ActorRef<Counter>, by: number): Promise<number> {
    return counter.increment(by);
  }
}

describeOnEachBus("an argument of a call", { workers: 2 }, (shared) => {
  it("may be a future, of a task or of another call, and arrives as its value", async () => {
    const { client } = shared;
    const [recorder, counter] = [await client.actor(Recorder), await client.actor(Counter, 1)];
    const five = client.submit((x: number) => x, 5);
    expect(await recorder.record(five)).to.equal(5);
    expect(await counter.sum(five, counter.increment(), counter.n, 1)).to.equal(5 + 2 + 2 + 1);
    const nested = { list: [five], map: new Map([["n", counter.n]]), set: new Set([five]) };
    expect(await recorder.record(nested)).to.deep.equal({
      list: [5],
      map: new Map([["n", 2]]),
      set: new Set([5]),
    });
    const bytes = client.submit((n: number) => new Uint8Array(n), 100_000);
    expect(await recorder.record(bytes)).to.have.lengthOf(100_000);
    expect(await recorder.kind(five)).to.equal("number");
    const inside = client.submit(async () => {
      const { getClient } = await import("troupe");
      return { inside: getClient().submit((x: number) => x + 1, 8) };
    });
    expect(await recorder.inner(inside as unknown as Future<{ inside: PromiseLike<number> }>)).to.equal(9);
  });

  it("that is a future holds back the later calls of its caller to that actor, and no others", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const [recorder, other] = [await client.actor(Recorder), await client.actor(Counter)];
    const late = client.submit(passGate, gate.port, "late");
    const calls = [recorder.record("first"), recorder.record(late), recorder.record("second"), recorder.seen];
    expect(await calls[0]).to.equal("first");
    expect(await other.increment()).to.equal(1);
    const theirs = await client.submit(async (r: ActorRef<Recorder>) => r.record("theirs"), recorder);
    expect(theirs).to.equal("theirs");
    const changing = ["as it was"];
    const record = recorder.record(changing);
    changing.push("changed");
    gate.open();
    await client.gather(calls);
    expect(await record).to.deep.equal(["as it was"]);
    expect(await recorder.seen).to.deep.equal(["first", "theirs", "late", "second", ["as it was"]]);
  });

  it("that is a future holds back nobody when the call is cancelled that waits for it", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const recorder = await client.actor(Recorder);
    const late = client.submit(passGate, gate.port, "too late");
    const waiting = recorder.record(late);
    const calls = [recorder.record("second"), recorder.record("third")];
    await waiting.cancel();
    expect(await client.gather(calls)).to.deep.equal(["second", "third"]);
    gate.open();
    await late;
    expect(await recorder.seen).to.deep.equal(["second", "third"]);
  });

  it("that is a future holds back nobody longer than their time", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const recorder = await client.options({ timeout: 200 }).actor(Recorder);
    const late = client.submit(passGate, gate.port, "too late");
    for (const call of [recorder.record(late), recorder.record("behind it")])
      expect(await failureOf(call))
        .to.be.instanceOf(TimeoutError)
        .with.property("message")
        .that.includes("200 ms");
    gate.open();
    await late;
    expect(await recorder.seen).to.deep.equal([]);
  });

  it("that fails is the error of its call alone", async () => {
    const { client } = shared;
    const [recorder, counter] = [await client.actor(Recorder), await client.actor(Counter)];
    const failing = client.submit((): number => {
      throw new RangeError("no value");
    });
    const calls = [
      recorder.record(1),
      recorder.record(failing),
      recorder.record(counter.fail()),
      recorder.record(2),
    ];
    expect(await failureOf(calls[1] as PromiseLike<unknown>)).to.have.property("key", failing.key);
    expect(await failureOf(calls[2] as PromiseLike<unknown>)).to.have.property("message", "no more");
    expect(await client.gather([calls[0], calls[3]])).to.deep.equal([1, 2]);
    const cancelled = client.submit((x: number) => x, 77);
    await cancelled.cancel();
    expect(await failureOf(recorder.record(cancelled))).to.be.instanceOf(CancelledError);
    expect(await recorder.seen).to.deep.equal([1, 2]);
  });

  it("may be a reference to an actor, or a function, which work there", async () => {
    const { client } = shared;
    const [recorder, counter] = [await client.actor(Recorder), await client.actor(Counter)];
    expect(await recorder.incremented(counter, 2)).to.equal(2);
    expect(await recorder.incremented(client.options({ actor: true }).submit(Counter, 5), 2)).to.equal(7);
    expect(await recorder.applied((x) => x * 3, 4)).to.equal(12);
    const factor = 2;
    expect(await failureOf(recorder.applied((x) => x * factor, 4)))
      .to.be.instanceOf(CaptureError)
      .with.property("message")
      .that.includes("factor");
  });

  it("that cannot travel is an error at the caller, with the path to it, and calls go on", async () => {
    const counter = await shared.client.actor(Counter);
    const { increment, sum } = counter as unknown as Untyped;
    const error = await failureOf(sum(1, { deep: [Symbol("s")] }));
    expect(error).to.be.instanceOf(SerializationError).with.property("path", "args[1].deep[0]");
    expect(await failureOf(increment(new WeakMap()))).to.be.instanceOf(SerializationError);
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(await failureOf(increment(cycle))).to.be.instanceOf(SerializationError);
    expect(await counter.increment()).to.equal(1);
  });

  it("may be as large as that of a task", async () => {
    const counter = await shared.client.actor(Counter);
    const { sum } = counter as unknown as Untyped;
    expect(await sum(1, 2)).to.equal(3);
    const error = await failureOf(sum(new Uint8Array(65 << 20)));
    expect(error).to.be.instanceOf(SerializationError).with.property("message").that.includes("67108864");
  });
});
