import { expect } from "chai";
import { Subject, take, toArray } from "rxjs";
import {
  type Client,
  ClosedError,
  type Event,
  type Future,
  getClient,
  type Queue,
  SerializationError,
  TimeoutError,
  type Variable,
} from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf, thrownBy } from "../support/failure.ts";

describeOnEachBus("what all can see", { workers: 1, threads: 1 }, (shared) => {
  describe("a variable", () => {
    let client: Client;
    let other: Client;
    before(async () => {
      client = shared.client;
      other = await shared.join();
    });

    it("has the value that anybody set last, and is waited for until it has one", async () => {
      const first = other.variable<number>("x").get();
      const x = client.variable<number>("x");
      await x.set(42);
      expect(await first).to.equal(42);
      await other.variable<number>("x").set(43);
      expect(await x.get()).to.equal(43);
      await x.delete();
      expect(await failureOf(x.get({ timeout: 5 }))).to.be.instanceOf(TimeoutError);
      await x.delete();
    });

    it("tells the present value first, then every other in order, and nothing more once nobody listens", async () => {
      const x = client.variable<number>("watched");
      await x.set(0);
      const seen: number[] = [];
      const third = new Subject<void>();
      const subscription = other.variable<number>("watched").changes$.subscribe((value) => {
        seen.push(value);
        if (value === 3) third.next();
      });
      const all = new Promise<void>((resolve) => third.subscribe(resolve));
      await other.variable("watched").get();
      for (const value of [1, 2, 3]) await x.set(value);
      await all;
      subscription.unsubscribe();
      await other.variable("watched").get();
      await x.set(4);
      await other.variable("watched").get();
      expect(seen).to.deep.equal([0, 1, 2, 3]);
    });

    it("tells nothing before it has a value, and completes when the client is closed", async () => {
      const guest = await shared.join();
      const seen = new Promise<string[]>((resolve) => {
        guest.variable<string>("late").changes$.pipe(toArray()).subscribe(resolve);
      });
      await failureOf(guest.variable("late").get({ timeout: 0 }));
      await client.variable("late").set("a");
      await guest.variable("late").get();
      await guest.close();
      expect(await seen).to.deep.equal(["a"]);
    });

    it("keeps the futures inside alive until it has another value", async () => {
      const guest = await shared.join();
      const x = client.variable<Future<number>[]>("future");
      await guest.variable<Future<number>[]>("future").set([guest.submit((n: number) => n + 1, 1)]);
      await guest.close();
      const [inside] = await x.get();
      await x.set([]);
      expect(await inside).to.equal(2);
    });

    it("works inside tasks and travels to them, where waiting gives the slot away", async () => {
      const x = client.variable<number>();
      const read = client.submit(async (v: Variable<number>) => (await v.get()) + 1, x);
      await client.submit(async (v: Variable<number>) => v.set(1), x);
      expect(await read).to.equal(2);
      const relay = async (v: Variable<number>, queue: Queue<number>, done: Event) => {
        v.changes$.subscribe({
          next: (value) => void queue.put(value),
          error: () => void queue.put(-1),
          complete: () => void queue.put(0),
        });
        await done.wait();
      };
      const [seen, done] = [client.queue<number>(), client.event()];
      const relayed = client.submit(relay, x, seen, done);
      expect(await seen.get()).to.equal(1);
      await client.submit(async (v: Variable<number>) => v.set((await v.get()) + 1), x);
      expect(await seen.get()).to.equal(2);
      await done.set();
      await relayed;
      await client.submit(async (v: Variable<number>) => v.set(3), x);
      expect(await seen.get()).to.equal(0);
      expect(await seen.get({ batch: true })).to.deep.equal([]);
    });

    it("rejects wrong use", async () => {
      const x = client.variable<unknown>("wrong");
      expect(await failureOf(x.set(() => 1))).to.be.instanceOf(SerializationError);
      expect(await failureOf(x.set("x".repeat(1 << 20)))).to.be.instanceOf(SerializationError);
      expect(await failureOf(x.get({ timeout: -1 }))).to.be.instanceOf(TypeError);
      expect(thrownBy(() => client.variable("a b"))).to.be.instanceOf(TypeError);
      const guest = await shared.join();
      const closed = guest.variable("closed");
      await guest.close();
      for (const use of [closed.set(1), closed.get(), closed.delete()])
        expect(await failureOf(use)).to.be.instanceOf(ClosedError);
      let completed = false;
      closed.changes$.pipe(take(1)).subscribe({ complete: () => (completed = true) });
      expect(completed).to.equal(true);
    });
  });

  describe("an event", () => {
    it("lets all go on who wait for it, until it is cleared", async () => {
      const { client } = shared;
      const go = client.event("go");
      const waits = [go.wait(), (await shared.join()).event("go").wait({ timeout: 60_000 })];
      expect(await go.isSet()).to.equal(false);
      await go.set();
      await Promise.all(waits);
      expect(await go.isSet()).to.equal(true);
      await go.wait({ timeout: 0 });
      await go.clear();
      expect(await failureOf(go.wait({ timeout: 5 }))).to.be.instanceOf(TimeoutError);
    });

    it("works inside tasks and travels to them, where waiting gives the slot away", async () => {
      const { client } = shared;
      const go = client.event();
      const waiting = client.submit(async (event: Event) => event.wait(), go);
      const named = client.submit(async () => getClient().event("named").wait());
      await client.submit(async (event: Event) => event.set(), go);
      await waiting;
      await client.event("named").set();
      await named;
    });

    it("rejects wrong use", async () => {
      expect(thrownBy(() => shared.client.event(""))).to.be.instanceOf(TypeError);
      expect(await failureOf(shared.client.event().wait({ timeout: "1" as never }))).to.be.instanceOf(
        TypeError,
      );
      const guest = await shared.join();
      const event = guest.event();
      const waiting = failureOf(event.wait());
      await guest.close();
      for (const failure of [await waiting, await failureOf(event.set()), await failureOf(event.isSet())])
        expect(failure).to.be.instanceOf(ClosedError);
    });
  });
});
