import { expect } from "chai";
import { lastValueFrom, type Observable, toArray } from "rxjs";
import { asCompleted, CancelledError, type Client, ClosedError, type Future, TimeoutError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { readAll } from "../support/read-all.ts";

const double = (x: number) => x * 2;
const fail = (text: string): number => {
  throw new RangeError(text);
};

function readAllAsObservable<T>(completed: Observable<T>): Promise<T[]> {
  return lastValueFrom(completed.pipe(toArray()));
}

describeOnEachBus("asCompleted", { workers: 1, threads: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("gives the very objects in the order in which they end", async () => {
    await using gate = await Gate.build();
    const slow = client.submit(passGate, gate.port, "slow");
    const fast = client.submit(double, 1);
    const order: Future<unknown>[] = [];
    for await (const future of asCompleted<Future<unknown>>([slow, fast])) {
      order.push(future);
      gate.open();
    }
    expect(order).to.have.lengthOf(2);
    expect(order[0]).to.equal(fast);
    expect(order[1]).to.equal(slow);
  });

  it("takes more while it is under way, as long as one is to come", async () => {
    const completed = asCompleted([client.submit(double, 1)]);
    const values: number[] = [];
    for await (const future of completed) {
      const value = await future;
      values.push(value);
      if (value === 2) completed.add(client.submit(double, 10));
      if (value === 20) completed.update([client.submit(double, 100), client.submit(double, 100)]);
    }
    expect(values).to.deep.equal([2, 20, 200, 200]);
    expect(completed.count()).to.equal(0);
  });

  it("gives a future as often as it was given", async () => {
    const future = client.submit(double, 3);
    const seen: Future<number>[] = [];
    for await (const one of asCompleted([future, future])) seen.push(one);
    expect(seen).to.have.lengthOf(2);
    expect(seen[0]).to.equal(future);
    expect(seen[1]).to.equal(future);
  });

  it("counts those that have not come out", async () => {
    const completed = asCompleted(client.map(double, [1, 2, 3]));
    const counts = [completed.count()];
    for await (const _ of completed) counts.push(completed.count());
    expect(counts).to.deep.equal([3, 2, 1, 0]);
  });

  it("gives values on demand", async () => {
    const futures = client.map(double, [1, 2, 3]);
    const values = new Map<Future<number>, number>();
    for await (const [future, value] of asCompleted(futures, { withResults: true }))
      values.set(future, value);
    expect(futures.map((future) => values.get(future))).to.deep.equal([2, 4, 6]);
  });

  it("throws the error where the value was to be given, and the rest to who reads on", async () => {
    const bad = client.submit(fail, "with results");
    const good = client.map(double, [21, 22]);
    await client.gather([bad, good], { errors: "skip" });
    for (const read of [readAll, readAllAsObservable]) {
      const completed = asCompleted([bad, ...good], { withResults: true });
      const error = await failureOf(read(completed));
      expect(error).to.be.instanceOf(RangeError);
      expect([error.message, error.key]).to.deep.equal(["with results", bad.key]);
      expect((await read(completed)).map(([, value]) => value)).to.deep.equal([42, 44]);
    }
  });

  it("takes a hundred thousand futures, of one key too, and one future as often", async () => {
    const COUNT = 100_000;
    const same = client.map(double, Array<number>(COUNT).fill(26));
    let seen = 0;
    for await (const _ of asCompleted(same)) seen++;
    const [one] = same as [Future<number>];
    const completed = asCompleted(Array<Future<number>>(COUNT).fill(one));
    seen += (await readAllAsObservable(completed)).length;
    expect([seen, completed.count()]).to.deep.equal([2 * COUNT, 0]);
  });

  it("gives those that failed or were cancelled, too", async () => {
    await using gate = await Gate.build();
    const bad = client.submit(fail, "as completed");
    const cancelled = client.submit(passGate, gate.port, 1);
    const ends = new Map<unknown, Error | null>();
    const completed = asCompleted<Future<number>>([bad, cancelled]);
    for await (const future of completed) {
      ends.set(future, await future.exception());
      await cancelled.cancel();
    }
    expect(ends.get(bad)).to.be.instanceOf(RangeError);
    expect(ends.get(cancelled)).to.be.instanceOf(CancelledError);
  });

  it("gives those that had ended before, and those that were released", async () => {
    const ended = client.submit(double, 4);
    await ended;
    const released = client.submit(double, 5);
    released.release();
    const seen = new Set<unknown>();
    for await (const future of asCompleted([ended, released])) seen.add(future);
    expect(seen).to.deep.equal(new Set([ended, released]));
  });

  it("is an Observable", async () => {
    const futures = client.map(double, [1, 2, 3]);
    expect(new Set(await lastValueFrom(asCompleted(futures).pipe(toArray())))).to.deep.equal(
      new Set(futures),
    );
    const pairs = await lastValueFrom(asCompleted(futures, { withResults: true }).pipe(toArray()));
    expect(new Set(pairs.map(([, value]) => value))).to.deep.equal(new Set([2, 4, 6]));
  });

  it("ends at once where there is nothing to come", async () => {
    for await (const _ of asCompleted([])) expect.fail("Nothing was to come.");
    expect(await lastValueFrom(asCompleted([]), { defaultValue: "nothing" })).to.equal("nothing");
  });

  it("gives those that are lost, too", async () => {
    const lost = client.future<number>("nobody-has-it");
    for await (const future of asCompleted([lost])) expect(future.status).to.equal("lost");
    expect(lost.status).to.equal("lost");
  });

  it("refuses what is no future, and options that are none", () => {
    const future = client.submit(double, 27);
    for (const wrong of [[7], 7, "word", null, [[future]], client]) {
      expect(() => asCompleted(wrong as never)).to.throw(TypeError, "asCompleted takes futures");
    }
    const completed = asCompleted([future]);
    expect(() => completed.add(7 as never)).to.throw(TypeError);
    expect(() => completed.update([future, 7 as never])).to.throw(TypeError);
    expect(completed.count()).to.equal(1);
    expect(() => asCompleted([future], { withResult: true } as never)).to.throw(TypeError, "withResults");
    expect(() => asCompleted([future], { withResults: "yes" } as never)).to.throw(TypeError, "yes");
  });

  it("ends when the client is closed", async () => {
    await using gate = await Gate.build();
    const other = await shared.join();
    const pending = other.submit(passGate, gate.port, "closed");
    await gate.arrived();
    const errors: unknown[] = [];
    const reading = (async () => {
      for await (const future of asCompleted([pending])) errors.push(await future.exception());
    })();
    await other.close();
    await reading;
    expect(errors[0]).to.be.instanceOf(ClosedError);
  });

  it("leaves running out of time to its futures", async () => {
    await using gate = await Gate.build();
    const future = client.submit(passGate, gate.port, "late");
    const completed = asCompleted([future]);
    expect(await failureOf(future.result({ timeout: 1 }))).to.be.instanceOf(TimeoutError);
    expect(completed.count()).to.equal(1);
    gate.open();
    for await (const one of completed) expect(await one).to.equal("late");
  });
});
