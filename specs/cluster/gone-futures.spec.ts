import { expect } from "chai";
import { lastValueFrom, toArray } from "rxjs";
import { asCompleted, CancelledError, type Client, ClosedError, type Future, progress, wait } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf, thrownBy } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

const double = (x: number) => x * 2;

/** What each way to wait for a future alone comes to. */
async function ends(future: Future<unknown>): Promise<unknown[]> {
  const errors = [
    await failureOf(future),
    await failureOf(future.result({ timeout: 1000 })),
    await failureOf(lastValueFrom(future)),
    await failureOf(lastValueFrom(asCompleted([future], { withResults: true }))),
    await future.exception(),
  ];
  const waited = await wait(future);
  const completed: unknown[] = [];
  for await (const one of asCompleted([future])) completed.push(one);
  expect([...waited.done]).to.have.members([future]);
  expect(completed).to.have.members([future]);
  await progress(future);
  expect([future.done(), future.cancelled(), future.status]).to.deep.equal([true, true, "cancelled"]);
  expect(await lastValueFrom(future.status$.pipe(toArray()))).to.deep.equal(["cancelled"]);
  return errors.map((error) => error?.constructor);
}

describeOnEachBus("a future that nothing can be had of", { workers: 1, threads: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("because it was released, is a CancelledError for who asks", async () => {
    const future = client.submit(double, 1);
    await future;
    future.release();
    expect(new Set(await ends(future))).to.deep.equal(new Set([CancelledError]));
    expect((await failureOf(client.gather([future]))).message).to.include("was released");
    expect(await client.gather({ future, other: 1 }, { errors: "skip" })).to.deep.equal({ other: 1 });
    expect(thrownBy(() => client.submit(double, future))).to.be.instanceOf(CancelledError);
    expect(await client.submit(double, 1)).to.equal(2);
  });

  it("because it was cancelled, is one too", async () => {
    const future = client.submit(double, 2);
    await future.cancel();
    expect(new Set(await ends(future))).to.deep.equal(new Set([CancelledError]));
    expect(await failureOf(client.gather({ deep: [future] }))).to.be.instanceOf(CancelledError);
    expect(await client.gather([future, 7], { errors: "skip" })).to.deep.equal([7]);
    expect(await client.gather(future, { errors: "skip" })).to.equal(undefined);
    expect(thrownBy(() => client.submit(double, future))).to.be.instanceOf(CancelledError);
  });

  it("because its client is closed, is a ClosedError", async () => {
    const guest = await shared.join();
    const future = guest.submit(double, 3);
    await future;
    await guest.close();
    expect(new Set(await ends(future))).to.deep.equal(new Set([ClosedError]));
  });

  it("because it is of another client, is an error as an argument; waited for and gathered it can be", async () => {
    const guest = await shared.join();
    const theirs = guest.submit(double, 4);
    expect(await client.gather([theirs, client.submit(double, 5)])).to.deep.equal([8, 10]);
    expect(await client.gather([theirs], { errors: "skip" })).to.deep.equal([8]);
    expect((await wait(theirs)).done.has(theirs)).to.equal(true);
    expect(() => client.submit(double, theirs)).to.throw(TypeError, "another client");
    expect(await client.submit(double, client.future<number>(theirs.key))).to.equal(16);
    await guest.close();
    expect(await failureOf(client.gather([theirs]))).to.be.instanceOf(ClosedError);
    expect(await client.gather([theirs], { errors: "skip" })).to.deep.equal([]);
  });
});

describeOnEachBus("a client that is closed with work under way", { workers: 1, threads: 1 }, (shared) => {
  it("ends every wait", async () => {
    await using gate = await Gate.build();
    const guest = await shared.join();
    const running = guest.submit(passGate, gate.port, 1);
    await gate.arrived();
    const futures = [running, guest.submit(double, running)];
    const failures = [
      failureOf(running),
      failureOf(lastValueFrom(running)),
      failureOf(guest.gather(futures)),
      failureOf(guest.gather(futures, { errors: "skip" })),
      failureOf(lastValueFrom(asCompleted(futures, { withResults: true }))),
    ];
    const statuses = lastValueFrom(running.status$.pipe(toArray()));
    const waits = [
      wait(futures),
      wait(futures, { returnWhen: "FIRST_COMPLETED" }),
      wait(futures, { returnWhen: "FIRST_EXCEPTION" }),
    ];
    const completed = lastValueFrom(asCompleted(futures).pipe(toArray()));
    const shown = progress(futures);
    const called = new Promise<void>((resolve) => running.addDoneCallback(() => resolve()));
    await guest.close();
    for (const error of await Promise.all(failures)) expect(error).to.be.instanceOf(ClosedError);
    for (const { done } of await Promise.all(waits)) expect(done.has(running)).to.equal(true);
    expect(await completed).to.have.members(futures);
    expect((await statuses).at(-1)).to.equal("cancelled");
    await Promise.all([shown, called]);
  });

  it("takes nothing more", async () => {
    const guest = await shared.join();
    const finished = guest.submit(double, 2);
    await finished;
    const cancelled = guest.submit(double, 3);
    await cancelled.cancel();
    const unsettled = guest.submit(double, 4);
    await guest.close();
    await guest.close();
    for (const future of [finished, cancelled, unsettled])
      expect(await failureOf(guest.publish("late", future))).to.be.instanceOf(ClosedError);
    for (const act of [
      () => guest.submit(double, 1),
      () => guest.map(double, [1]),
      () => guest.submit(double, finished),
      () => guest.future("key"),
    ]) {
      expect(thrownBy(act)).to.be.instanceOf(ClosedError);
    }
    expect(await failureOf(guest.gather([]))).to.be.instanceOf(ClosedError);
    expect(await failureOf(guest.waitForWorkers(1))).to.be.instanceOf(ClosedError);
  });
});
