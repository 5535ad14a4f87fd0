import { expect } from "chai";
import { firstValueFrom, from, lastValueFrom, map, toArray } from "rxjs";
import {
  ActorFuture,
  asCompleted,
  CancelledError,
  Client,
  ClosedError,
  Future,
  fireAndForget,
  getClient,
  LostError,
  progress,
  TimeoutError,
  TroupeError,
  wait,
} from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Counter } from "../support/counter.ts";
import { failureOf } from "../support/failure.ts";
import { collectUntil } from "../support/garbage.ts";
import { Gate } from "../support/gate.ts";

const plus = (x: number, y: number): number => x + y;

describeOnEachBus("what a call to an actor gives", { workers: 2 }, (shared) => {
  it("is a future: with a status, a result, an error, and a key of its own", async () => {
    await using gate = await Gate.build();
    const counter = await shared.client.actor(Counter);
    const call = counter.pass(gate.port, 5);
    expect(call).to.be.instanceOf(ActorFuture).and.to.be.instanceOf(Future);
    expect([call.status, call.done(), call.cancelled()]).to.deep.equal(["pending", false, false]);
    expect(call.key).to.match(/^pass-[0-9a-f]{32}$/);
    expect(await failureOf(call.result({ timeout: 1 }))).to.be.instanceOf(TimeoutError);
    const statuses = lastValueFrom(call.status$.pipe(toArray()));
    const called = new Promise((resolve) => call.addDoneCallback((future) => resolve([future])));
    gate.open();
    expect(await call).to.equal(5);
    expect(await called).to.deep.equal([call]);
    expect(await statuses).to.deep.equal(["pending", "finished"]);
    expect([call.status, call.done()]).to.deep.equal(["finished", true]);
    expect(String(call)).to.equal(`<ActorFuture: finished, type: number, key: ${call.key}>`);
    expect([await call.exception(), await call.traceback()]).to.deep.equal([null, null]);
    const failing = counter.fail();
    expect(await failing.exception())
      .to.be.instanceOf(RangeError)
      .with.property("key", failing.key);
    expect(await failing.traceback()).to.include("no more");
    expect(failing.status).to.equal("error");
  });

  it("is an observable that replays, as a property is", async () => {
    const counter = await shared.client.actor(Counter);
    const call = counter.increment();
    expect(await lastValueFrom(call.pipe(toArray()))).to.deep.equal([1]);
    expect(await firstValueFrom(from(call))).to.equal(1);
    const doubled = counter.n.pipe(map((n) => n * 2));
    await counter.increment();
    expect(await lastValueFrom(doubled)).to.equal(4);
    expect(await firstValueFrom(from(counter.n))).to.equal(2);
    expect(await failureOf(lastValueFrom(counter.fail()))).to.be.instanceOf(RangeError);
  });

  it("does not fail loudly where nobody asks", async () => {
    const counter = await shared.client.actor(Counter);
    counter.fail();
    expect(await counter.increment()).to.equal(1);
  });

  it("is gathered, waited for, counted, and comes out in the order in which it ends", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const [one, two] = await Promise.all([client.actor(Counter, 1), client.actor(Counter, 2)]);
    const gathered = {
      a: [one.increment(), two.n],
      b: client.submit(plus, 1, 1),
      c: new Set([one.double]),
    };
    expect(await client.gather(gathered)).to.deep.equal({ a: [2, 2], b: 2, c: new Set([4]) });
    const late = one.pass(gate.port, 9);
    const soon = two.increment();
    const order: Future<unknown>[] = [];
    for await (const future of asCompleted<Future<unknown>>([late, soon])) {
      order.push(future);
      gate.open();
    }
    expect(order).to.deep.equal([soon, late]);
    const failing = one.fail();
    const { done, notDone } = await wait<Future<unknown>>([failing, two.n, two.increment()]);
    expect([done.size, notDone.size]).to.deep.equal([3, 0]);
    const some = await wait<Future<unknown>>([failing, one.n], { returnWhen: "FIRST_EXCEPTION" });
    expect(some.done).to.include(failing);
    await progress([one.increment(), two.n]);
    expect(await client.gather([failing, two.n], { errors: "skip" })).to.deep.equal([4]);
    expect(await failureOf(client.gather([failing, two.n]))).to.be.instanceOf(RangeError);
    for await (const [future, value] of asCompleted([two.increment()], { withResults: true }))
      expect([await future, value]).to.deep.equal([5, 5]);
    fireAndForget(two.increment());
    expect(await two.n).to.equal(6);
  });

  it("makes a task wait that has it as an argument, which then is not pure", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const counter = await client.actor(Counter, 10);
    const call = counter.pass(gate.port, 1);
    const [one, two] = [client.submit(plus, call, 2), client.submit(plus, call, 2)];
    expect(one.key).not.to.equal(two.key);
    const inside = client.submit((xs: { list: number[] }) => xs.list, {
      list: [call, client.submit(plus, 1, 1)],
    });
    expect(one.status).to.equal("pending");
    gate.open();
    expect(await client.gather([one, two])).to.deep.equal([3, 3]);
    expect(await inside).to.deep.equal([1, 2]);
    expect(await client.submit(plus, call, 3)).to.equal(4);
    expect(await client.submit(plus, counter.increment(), counter.n)).to.equal(22);
    const big = client.submit((bytes: Uint8Array) => bytes.length + (bytes[0] ?? 0), counter.bytes(100_000));
    expect(await big).to.equal(100_011);
    expect(await client.gather(client.map(plus, [counter.n, counter.increment()], [1, 1]))).to.deep.equal([
      13, 13,
    ]);
  });

  it("fails what depends on it with its error", async () => {
    const { client } = shared;
    const counter = await client.actor(Counter);
    const failing = counter.fail();
    const task = client.submit(plus, failing, 1);
    const next = client.submit(plus, task, 1);
    const later = client.submit(plus, failing, 2);
    for (const future of [task, next, later, counter.increment(failing)])
      expect(await failureOf(future))
        .to.be.instanceOf(RangeError)
        .and.include({ message: "no more", key: failing.key });
    const missing = (counter as unknown as Record<string, number>)["missing"] as number;
    expect(await failureOf(client.submit(plus, missing, 1))).to.be.instanceOf(TypeError);
  });

  it("lets a task go on that waits for it, though its future is let go of", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const counter = await client.actor(Counter);
    const depend = () => {
      using call = counter.pass(gate.port, 5);
      return client.submit(plus, call, 1);
    };
    const task = depend();
    await gate.arrived();
    gate.open();
    expect(await task).to.equal(6);
  });

  it("is kept for nobody once it is collected", async () => {
    const { client } = shared;
    const counter = await client.actor(Counter);
    let collected = 0;
    const registry = new FinalizationRegistry(() => collected++);
    await (async () => {
      const call = counter.increment();
      registry.register(call, null);
      expect(await client.submit(plus, call, 1)).to.equal(2);
    })();
    await collectUntil(() => collected === 1);
  });

  it("can be in a result, where it is a future", async () => {
    const { client } = shared;
    const counter = await client.actor(Counter, 1);
    const result = await client.submit((c: typeof counter) => ({ call: c.increment(), read: c.n }), counter);
    expect(result.call).to.be.instanceOf(Future);
    expect([await result.call, await result.read]).to.deep.equal([2, 2]);
    expect(await client.submit(plus, result.call, 1)).to.equal(3);
    class Maker {
      make(): object {
        return { future: getClient().submit((x: number) => x + 1, 4) };
      }
    }
    const maker = await client.actor(Maker);
    const made = (await maker.make()) as { future: Future<number> };
    expect(await made.future).to.equal(5);
  });

  it("can be cancelled: then nobody has it, nor what depends on it, and the actor goes on", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const counter = await client.actor(Counter);
    const first = counter.pass(gate.port, 1);
    await gate.arrived();
    const [dropped, kept] = [counter.increment(), counter.increment()];
    const task = client.submit(plus, dropped, 1);
    await dropped.cancel();
    expect([dropped.status, dropped.cancelled()]).to.deep.equal(["cancelled", true]);
    for (const future of [dropped, task]) expect(await failureOf(future)).to.be.instanceOf(CancelledError);
    await first.cancel();
    expect(await failureOf(first)).to.be.instanceOf(CancelledError);
    gate.open();
    expect(await kept).to.equal(1);
    await kept.cancel();
    expect(kept.status).to.equal("cancelled");
  });

  it("is not tried again by itself", async () => {
    const counter = await shared.client.actor(Counter);
    const error = await failureOf(counter.fail().retry());
    expect(error).to.be.instanceOf(TroupeError);
    expect(error.message).to.include("Call it again");
  });

  it("has no value any more when it is released, nor when its client is closed", async () => {
    const other = await Client.connect(shared.cluster);
    const counter = await other.actor(Counter);
    const [call, later] = [counter.increment(), counter.increment()];
    await later;
    call.release();
    expect(await failureOf(call)).to.be.instanceOf(CancelledError);
    await other.close();
    expect(await failureOf(later)).to.be.instanceOf(ClosedError);
    expect(await failureOf(counter.n)).to.be.instanceOf(ClosedError);
  });

  it("is lost to others with the client that made the call", async () => {
    await using gate = await Gate.build();
    const { client } = shared;
    const other = await Client.connect(shared.cluster);
    const counter = await other.actor(Counter);
    const task = other.submit(plus, counter.pass(gate.port, 1), 1);
    const mine = client.future<number>(task.key);
    await other.delivered();
    await other.close();
    expect(await failureOf(mine)).to.be.instanceOf(LostError);
  });
});
