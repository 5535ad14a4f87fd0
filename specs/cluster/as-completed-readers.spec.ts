import { expect } from "chai";
import { lastValueFrom, map, type Observable, take, toArray } from "rxjs";
import { asCompleted, type Client, type Future } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Gate, passGate } from "../support/gate.ts";
import { readAll } from "../support/read-all.ts";

const double = (x: number) => x * 2;

function readAllAsObservable<T>(completed: Observable<T>): Promise<T[]> {
  return lastValueFrom(completed.pipe(toArray()));
}

describeOnEachBus("readers of asCompleted", { workers: 1, threads: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("takes more while who reads waits already", async () => {
    await using gate = await Gate.build();
    const slow = client.submit(passGate, gate.port, "waiting");
    await gate.arrived();
    const completed = asCompleted<Future<unknown>>([slow]);
    const arrivals = completed[Symbol.asyncIterator]();
    const first = arrivals.next();
    const fast = client.submit(double, 23);
    completed.add(fast);
    expect((await first).value).to.equal(fast);
    const second = arrivals.next();
    gate.open();
    expect((await second).value).to.equal(slow);
    expect((await arrivals.next()).done).to.equal(true);
  });

  it("goes on where a loop was left", async () => {
    await using gate = await Gate.build();
    const slow = client.submit(passGate, gate.port, "left");
    await gate.arrived();
    const completed = asCompleted<Future<unknown>>([slow, ...client.map(double, [24, 25])]);
    for await (const _ of completed) break;
    expect(completed.count()).to.equal(2);
    completed.add(slow);
    gate.open();
    const rest: unknown[] = [];
    for await (const future of completed) rest.push(await future);
    expect(rest).to.have.members([50, "left", "left"]);
  });

  it("ends a read that waits when its reader leaves", async () => {
    await using gate = await Gate.build();
    const completed = asCompleted([client.submit(passGate, gate.port, "nobody reads")]);
    const arrivals = completed[Symbol.asyncIterator]();
    const reading = arrivals.next();
    expect((await arrivals.return()).done).to.equal(true);
    expect((await reading).done).to.equal(true);
    expect((await arrivals.next()).done).to.equal(true);
    expect(completed.count()).to.equal(1);
  });

  it("loses nothing to who has left when it was to come", async () => {
    const futures = client.map(double, [31, 32, 33]);
    await client.gather(futures);
    const completed = asCompleted(futures);
    const [first] = await readAllAsObservable(
      completed.pipe(
        take(1),
        map(({ key }) => key),
      ),
    );
    expect(first).to.equal(futures[0]?.key);
    expect(completed.count()).to.equal(2);
    const pairs = asCompleted(futures, { withResults: true });
    pairs.subscribe(() => expect.fail("It has left.")).unsubscribe();
    expect((await readAll(pairs)).map(([, value]) => value)).to.deep.equal([62, 64, 66]);
  });

  it("goes on for other readers when one leaves", async () => {
    await using gate = await Gate.build();
    const slow = client.submit(passGate, gate.port, "other reader");
    await gate.arrived();
    const completed = asCompleted([slow]);
    const leaving = completed.subscribe(() => expect.fail("It has left."));
    const staying = readAllAsObservable(completed);
    leaving.unsubscribe();
    slow.release();
    gate.open();
    expect((await staying)[0]).to.equal(slow);
  });

  it("shares what is to come among several readers", async () => {
    const completed = asCompleted(client.map(double, [1, 2, 3, 4]));
    const seen: number[] = [];
    const read = async () => {
      for await (const future of completed) seen.push(await future);
    };
    await Promise.all([read(), read()]);
    expect(seen.sort((a, b) => a - b)).to.deep.equal([2, 4, 6, 8]);
  });
});
