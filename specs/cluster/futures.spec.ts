import { expect } from "chai";
import { firstValueFrom, lastValueFrom, map, toArray } from "rxjs";
import { type Client, getTask, TimeoutError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";
import { Journal, note } from "../support/journal.ts";
import { until } from "../support/status.ts";

const add = (x: number, y: number) => x + y;
const fail = (text: string): number => {
  throw new RangeError(text);
};
/** Keeps its thread busy for as many ms. */
const spin = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return ms;
};

describeOnEachBus("futures", { workers: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  describe("submitting", () => {
    it("gives a future of what the function returns", async () => {
      expect(await client.submit(add, 1, 2)).to.equal(3);
    });

    it("waits for futures among the arguments", async () => {
      const three = client.submit(add, 1, 2);
      expect(await client.submit(add, three, client.submit(add, three, 4))).to.equal(10);
    });

    it("maps over the items of several iterables until the shortest ends", async () => {
      const futures = client.map(add, [1, 2, 3], new Set([10, 20]));
      expect(await client.gather(futures)).to.deep.equal([11, 22]);
      expect(client.map(add, [], [1])).to.deep.equal([]);
    });

    it("maps over a thousand items in their order", async () => {
      const items = Array.from({ length: 1000 }, (_, i) => i);
      expect(await client.gather(client.map((x: number) => x * 2, items))).to.deep.equal(
        items.map((x) => x * 2),
      );
    });

    it("maps built-ins by name", async () => {
      expect(await client.gather(client.map(Math.sqrt, [1, 4, 9]))).to.deep.equal([1, 2, 3]);
    });

    it("refuses to map over what is no iterable", () => {
      async function* later() {
        yield 1;
      }
      expect(() => client.map(add, later() as never, [1])).to.throw(TypeError, "async iterable");
      expect(() => client.map(add, 7 as never, [1])).to.throw(TypeError, "iterables");
    });
  });

  describe("gathering", () => {
    it("gives the shape that it was given, with values for futures", async () => {
      const one = client.submit(add, 0, 1);
      const two = client.submit(add, 0, 2);
      expect(await client.gather(one)).to.equal(1);
      expect(
        await client.gather({
          a: [one, { b: two }],
          m: new Map([["k", one]]),
          s: new Set([two]),
          x: "plain",
        }),
      ).to.deep.equal({ a: [1, { b: 2 }], m: new Map([["k", 1]]), s: new Set([2]), x: "plain" });
      expect(await client.gather([])).to.deep.equal([]);
    });

    it("rejects with the first error", async () => {
      const error = await failureOf(
        client.gather([client.submit(add, 1, 1), client.submit(fail, "gathered")]),
      );
      expect(error).to.be.instanceOf(RangeError);
      expect(error.message).to.equal("gathered");
    });

    it("leaves failed ones out on demand, whatever they stand in", async () => {
      const good = client.submit(add, 1, 1);
      const bad = client.submit(fail, "skipped");
      const shape = { list: [bad, good], map: new Map([["bad", bad]]), bad, set: new Set([bad, good]) };
      expect(await client.gather(shape, { errors: "skip" })).to.deep.equal({
        list: [2],
        map: new Map(),
        set: new Set([2]),
      });
    });
  });

  describe("watching a future", () => {
    it("has a value to await, to subscribe to, and to pipe", async () => {
      const future = client.submit(add, 20, 1);
      expect(await future.result()).to.equal(21);
      expect(await lastValueFrom(future)).to.equal(21);
      expect(
        await lastValueFrom(
          future.pipe(
            map((x) => x * 2),
            toArray(),
          ),
        ),
      ).to.deep.equal([42]);
      expect(await Promise.all([future, future])).to.deep.equal([21, 21]);
    });

    it("replays its end to late subscribers", async () => {
      const good = client.submit(add, 20, 2);
      const bad = client.submit(fail, "late");
      await good;
      await failureOf(bad);
      expect(await firstValueFrom(good)).to.equal(22);
      const error = await new Promise((resolve) => bad.subscribe({ error: resolve }));
      expect(error).to.be.instanceOf(RangeError);
    });

    it("leaves the task running when a wait for its result runs out of time", async () => {
      await using gate = await Gate.build();
      const future = client.submit(passGate, gate.port, "in");
      await gate.arrived();
      const error = await failureOf(future.result({ timeout: 1 }));
      expect(error).to.be.instanceOf(TimeoutError);
      expect(error.message).to.include(future.key);
      expect(future.done()).to.equal(false);
      gate.open();
      expect(await future).to.equal("in");
    });

    it("shows each status of a task that runs for more than 100 ms", async () => {
      const future = client.options({ pure: false }).submit(spin, 400);
      expect(future.status).to.equal("pending");
      expect(await lastValueFrom(future.status$.pipe(toArray()))).to.deep.equal([
        "pending",
        "running",
        "finished",
      ]);
      expect(await lastValueFrom(future.status$.pipe(toArray()))).to.deep.equal(["finished"]);
    });

    it("shows the last status of one that fails", async () => {
      const future = client.submit(fail, "status");
      expect(await lastValueFrom(future.status$)).to.equal("error");
    });

    it("tells in words what it is", async () => {
      const future = client.submit(add, 30, 1);
      expect(String(future)).to.equal(`<Future: pending, key: ${future.key}>`);
      await future;
      expect(String(future)).to.equal(`<Future: finished, type: number, key: ${future.key}>`);
    });

    it("knows whether it is done, and calls back when it is", async () => {
      await using gate = await Gate.build();
      const future = client.submit(passGate, gate.port, 1);
      const called: unknown[] = [];
      const both = new Promise<void>((resolve) => {
        future.addDoneCallback((done) => called.push(done));
        future.addDoneCallback(() => resolve());
      });
      await gate.arrived();
      await until(future, "running");
      expect([future.done(), future.cancelled()]).to.deep.equal([false, false]);
      gate.open();
      await both;
      expect([future.done(), future.cancelled()]).to.deep.equal([true, false]);
      expect(called).to.deep.equal([future]);
      await new Promise<void>((resolve) => future.addDoneCallback(() => resolve()));
    });
  });

  describe("keys", () => {
    it("computes a function of the same arguments once, for all clients", async () => {
      using journal = new Journal();
      const other = await shared.join();
      const a = client.submit(note, journal.path, "once");
      const b = client.submit(note, journal.path, "once");
      const c = other.submit(note, journal.path, "once");
      expect([b.key, c.key]).to.deep.equal([a.key, a.key]);
      expect(a.key).to.match(/^note-[0-9a-f]{32}$/);
      expect(await Promise.all([a, b, c])).to.deep.equal(["once", "once", "once"]);
      expect(journal.lines).to.deep.equal(["once"]);
    });

    it("computes anew what is not pure", async () => {
      using journal = new Journal();
      const impure = client.options({ pure: false });
      const futures = [1, 2].map(() => impure.submit(note, journal.path, "twice"));
      await client.gather(futures);
      expect(futures[0]?.key).to.not.equal(futures[1]?.key);
      expect(journal.lines).to.deep.equal(["twice", "twice"]);
    });

    it("takes a key or the prefix of one from the options", async () => {
      const keyed = client.options({ key: "my-key" }).submit(add, 1, 1);
      const named = client.options({ name: "sum" }).submit(add, 1, 1);
      expect(keyed.key).to.equal("my-key");
      expect(named.key).to.match(/^sum-[0-9a-f]{32}$/);
      expect(await client.gather([keyed, named])).to.deep.equal([2, 2]);
    });

    it("finds a future by its key, another client's too", async () => {
      const other = await shared.join();
      const mine = client.submit(add, 40, 2);
      await mine;
      expect(await other.future<number>(mine.key)).to.equal(42);
    });

    it("adds options to those of the client that they are taken from", async () => {
      const view = client.options({ name: "both" }).options({ pure: false });
      const [a, b] = [view.submit(add, 1, 1), view.submit(add, 1, 1)];
      expect(a.key).to.match(/^both-/);
      expect(a.key).to.not.equal(b.key);
    });
  });

  it("runs a task again as often as its retries say", async () => {
    const stubborn = () => {
      const { attempt } = getTask();
      if (attempt < 3) throw new Error(`attempt ${attempt}`);
      return attempt;
    };
    const impure = client.options({ pure: false });
    expect(await impure.options({ retries: 2 }).submit(stubborn)).to.equal(3);
    expect((await failureOf(impure.options({ retries: 1 }).submit(stubborn))).message).to.equal("attempt 2");
  });
});
