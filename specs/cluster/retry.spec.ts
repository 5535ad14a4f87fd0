import { expect } from "chai";
import { lastValueFrom, toArray } from "rxjs";
import { CancelledError, type Client, ClosedError, type Future, getTask, TimeoutError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal } from "../support/journal.ts";

/** Notes that it runs, and fails unless it has done so often enough. */
const failUntil = async (path: string, times: number) => {
  const { appendFileSync, readFileSync } = await import("node:fs");
  appendFileSync(path, "runs\n");
  const runs = readFileSync(path, "utf8").split("\n").length - 1;
  if (runs < times) throw new RangeError(`run ${runs}`);
  return runs;
};

const add = (x: number, y: number) => x + y;
const statuses = (futures: readonly Future<unknown>[]) => futures.map(({ status }) => status);

describeOnEachBus("a retry", { workers: 2, threads: 1 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("runs a failed task again from what failed first, with all that failed because of it", async () => {
    await using gate = await Gate.build();
    using journal = new Journal();
    const other = await shared.join();
    const busy = [1, 2].map((i) => client.submit(passGate, gate.port, i));
    const root = client.submit(failUntil, journal.path, 2);
    const child = client.submit(add, root, 10);
    const grandchild = client.submit(add, child, 100);
    const side = client.submit(add, root, 1000);
    await client.delivered();
    const theirs = other.future<number>(side.key);
    const all = [root, child, grandchild, side];
    await gate.arrived(2);
    gate.open();
    await client.gather(busy);
    for (const future of [...all, theirs]) expect((await failureOf(future)).message).to.equal("run 1");

    await using second = await Gate.build();
    for (let i = 0; i < 2; i++) client.submit(passGate, second.port, i).addDoneCallback(() => {});
    await second.arrived(2);
    await grandchild.retry();
    expect(statuses(all)).to.deep.equal(Array(4).fill("pending"));
    second.open();
    expect(await client.gather(all)).to.deep.equal([2, 12, 112, 1002]);
    expect(await theirs).to.equal(1002);
    expect(journal.lines).to.have.lengthOf(2);
  });

  it("begins a new life, which has one end of its own", async () => {
    using journal = new Journal();
    const future = client.submit(failUntil, journal.path, 3);
    const life = () => lastValueFrom(future.status$.pipe(toArray()));
    const first = life();
    expect((await failureOf(future)).message).to.equal("run 1");
    const retried = future.retry();
    const second = life();
    await retried;
    expect((await failureOf(future)).message).to.equal("run 2");
    expect(await future.exception()).to.be.instanceOf(RangeError);
    await Promise.all([future.retry(), future.retry()]);
    expect(await lastValueFrom(future)).to.equal(3);
    for (const states of [await first, await second]) {
      expect(states.at(-1)).to.equal("error");
      expect(states.filter((state) => state === "error")).to.have.lengthOf(1);
    }
  });

  it("has its retries and its time anew", async () => {
    using journal = new Journal();
    const future = client.options({ retries: 1 }).submit(failUntil, journal.path, 4);
    expect((await failureOf(future)).message).to.equal("run 2");
    await future.retry();
    expect(await future).to.equal(4);
    const hangOnce = async (path: string) => {
      const { appendFileSync, readFileSync } = await import("node:fs");
      const runs = readFileSync(path, "utf8").split("\n").length;
      appendFileSync(path, "runs\n");
      return runs === 5 ? await new Promise<number>(() => {}) : getTask().attempt;
    };
    const late = client.options({ timeout: 500 }).submit(hangOnce, journal.path);
    expect(await failureOf(late)).to.be.instanceOf(TimeoutError);
    await late.retry();
    expect(await late).to.equal(1);
  });

  it("of what has not failed does nothing", async () => {
    await using gate = await Gate.build();
    const finished = client.submit(add, 1, 2);
    await finished;
    await finished.retry();
    expect(finished.status).to.equal("finished");
    const pending = client.submit(passGate, gate.port, "once");
    await gate.arrived();
    await pending.retry();
    gate.open();
    expect(await pending).to.equal("once");
    expect(gate.arrivals).to.equal(1);
  });

  it("of what is gone says so", async () => {
    const fail = (text: string): number => {
      throw new Error(text);
    };
    const cancelled = client.submit(fail, "cancelled");
    await cancelled.cancel();
    const released = client.submit(fail, "released");
    released.release();
    for (const future of [cancelled, released]) {
      const error = await failureOf(future.retry());
      expect(error).to.be.instanceOf(CancelledError);
      expect(error.key).to.equal(future.key);
    }
    const guest = await shared.join();
    const closed = guest.submit(fail, "closed");
    await failureOf(closed);
    const underWay = failureOf(closed.retry().then(() => closed));
    await guest.close();
    expect(await underWay).to.be.instanceOf(ClosedError);
    expect(await failureOf(closed.retry())).to.be.instanceOf(ClosedError);
    const unknown = client.future("nothing-goes-by-that");
    await failureOf(unknown);
    await unknown.retry();
    expect((await failureOf(unknown)).name).to.equal("LostError");
    expect(unknown.status).to.equal("lost");
  });
});
