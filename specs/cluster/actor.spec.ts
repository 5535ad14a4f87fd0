import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { expect } from "chai";
import { filter, firstValueFrom, toArray } from "rxjs";
import {
  ActorDiedError,
  ActorFuture,
  Client,
  ClosedError,
  getClient,
  getWorker,
  LocalCluster,
  SerializationError,
} from "troupe";
import { Callers } from "../../src/client/session/callers.ts";
import { Roster } from "../../src/client/session/roster.ts";
import { decodeValue, encodeValue } from "../../src/codec/value.ts";
import { hostAddress } from "../../src/protocol/subjects.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { Counter } from "../support/counter.ts";
import { failureOf } from "../support/failure.ts";

/** What is known of a class from JavaScript. */
type Untyped = Record<string, (...args: unknown[]) => PromiseLike<unknown>>;

for (const bus of ["memory", "nats"] as const) {
  describe(`an actor on a cluster over ${bus}`, () => {
    let cluster: LocalCluster;
    let client: Client;

    before(async () => {
      cluster = await LocalCluster.start({ bus, workers: 2, threads: 1 });
      client = await Client.connect(cluster);
    });

    after(async () => {
      await client.close();
      await cluster.close();
    });

    it("keeps its state from call to call, and takes a thousand in flight in their order", async () => {
      const counter = await client.actor(Counter);
      expect(await counter.increment()).to.equal(1);
      const calls = Array.from({ length: 1000 }, () => counter.increment());
      expect(await Promise.all(calls)).to.deep.equal(Array.from({ length: 1000 }, (_, i) => i + 2));
      expect(await counter.n).to.equal(1001);
    });

    it("is made with its constructor's arguments, futures among them", async () => {
      const start = client.submit((x: number) => x * 10, 4);
      const [one, two] = await Promise.all([client.actor(Counter, 5), client.actor(Counter, start)]);
      expect([await one.n, await two.n]).to.deep.equal([5, 40]);
    });

    it("is an actor of its own however often it is made in the same way", async () => {
      const [one, other] = await Promise.all([client.actor(Counter), client.actor(Counter)]);
      await one.increment();
      expect([await one.n, await other.n]).to.deep.equal([1, 0]);
      expect(await one.where()).not.to.equal(await other.where());
    });

    it("is refused by what its constructor throws", async () => {
      const error = await failureOf(client.actor(Counter, -1));
      expect(error).to.be.instanceOf(RangeError).with.property("message", "too few");
    });

    it("lives on after a method throws, which rejects that call alone", async () => {
      const counter = await client.actor(Counter);
      const [before, failure, after] = [counter.increment(), counter.fail(), counter.increment()];
      expect(await failureOf(failure))
        .to.be.instanceOf(RangeError)
        .with.property("message", "no more");
      expect([await before, await after]).to.deep.equal([1, 2]);
    });

    it("lets an async method hold its turn", async () => {
      const counter = await client.actor(Counter);
      const calls = [counter.incrementLater(), counter.increment(), counter.incrementLater()];
      expect(await Promise.all(calls)).to.deep.equal([1, 2, 3]);
    });

    it("reads properties and getters when they are awaited", async () => {
      const counter = await client.actor(Counter, 2);
      const { n } = counter;
      await counter.increment();
      expect(await n).to.equal(3);
      expect(await counter.double).to.equal(6);
      expect(n).to.be.instanceOf(ActorFuture);
      expect(await firstValueFrom(counter.double.pipe(toArray()))).to.deep.equal([6]);
    });

    it("has methods that can be passed on", async () => {
      const counter = await client.actor(Counter);
      const { increment } = counter;
      expect(await Promise.all([1, 2].map((by) => increment.call(undefined, by)))).to.deep.equal([1, 3]);
    });

    it("gives observables that replay", async () => {
      const counter = await client.actor(Counter);
      const call = counter.increment();
      expect(await firstValueFrom(call.pipe(toArray()))).to.deep.equal([1]);
      expect(await firstValueFrom(call)).to.equal(1);
      expect(await counter.n).to.equal(1);
    });

    it("gives whatever can travel, and refuses the rest", async () => {
      const counter = await client.actor(Counter, 7);
      expect(await counter.give()).to.deep.equal({ map: new Map([["n", 7]]), give: 1n });
      expect(await failureOf(counter.giveFunction())).to.be.instanceOf(SerializationError);
      expect(await counter.size(new Uint8Array(200_000))).to.equal(200_000);
      expect(await counter.bytes(200_000)).to.have.length(200_000);
      expect(await counter.bytes(10 << 20)).to.have.length(10 << 20);
      expect(await counter.increment()).to.equal(8);
    });

    it("is answered while tasks keep every task thread busy", async () => {
      const counter = await client.actor(Counter);
      const file = join(await mkdtemp(join(tmpdir(), "troupe-")), "over");
      const busy = client.options({ pure: false }).map(
        (_, path: string) => {
          const { existsSync } = process.getBuiltinModule("node:fs");
          while (!existsSync(path));
          return getWorker().name;
        },
        [1, 2],
        [file, file],
      );
      await Promise.all(
        busy.map(({ status$ }) => firstValueFrom(status$.pipe(filter((s) => s === "running")))),
      );
      for (let i = 1; i <= 100; i++) expect(await counter.increment()).to.equal(i);
      await writeFile(file, "");
      expect(await client.gather(busy)).to.include(await counter.where());
      await rm(dirname(file), { recursive: true });
    });

    it("rejects a call to what is no method, or a property that is one, and says what there is", async () => {
      const counter = await client.actor(Counter);
      const untyped = counter as unknown as Untyped;
      const message = async (call: PromiseLike<unknown> | undefined) => (await failureOf(call)).message;
      expect(await message(untyped["incremet"]?.())).to.match(
        /Counter has no method "incremet"\. It has: n, double, incr/,
      );
      expect(await message(untyped["n"]?.())).to.match(/"n" is no method but of type number: await it/);
      expect(await message(untyped["increment"] as unknown as PromiseLike<unknown>)).to.match(
        /is a function.*call it/,
      );
      expect(await message(untyped["nothing"] as unknown as PromiseLike<unknown>)).to.match(
        /no property "nothing"/,
      );
      expect(await message(untyped["#n"]?.())).to.match(/no method "#n"/);
    });

    it("can be looked at without anything being sent, and not be assigned to", async () => {
      const counter = await client.actor(Counter);
      const look = /^<Actor: Counter, key=Counter-[0-9a-f]{32}>$/;
      expect(String(counter)).to.match(look);
      expect(inspect(counter)).to.match(look);
      expect(String(await client.actor(class {}))).to.match(/^<Actor: lambda, key=lambda-[0-9a-f]{32}>$/);
      expect(JSON.stringify({ counter })).to.be.a("string");
      expect(() => Object.assign(counter, { n: 5 })).to.throw(TypeError, /has no "n" to assign to/);
      expect(await counter.n).to.equal(0);
    });

    it("submits tasks of its own", async () => {
      const counter = await client.actor(Counter, 8);
      expect(await counter.submitted()).to.equal(9);
    });

    it("can be made and called by a task, which gives its slot away meanwhile", async () => {
      await using own = await Client.local({ bus, workers: 1, threads: 1 });
      const task = own.submit(async (Class: typeof Counter) => {
        const counter = await getClient().actor(Class, 4);
        return counter.submitted();
      }, Counter);
      expect(await task).to.equal(5);
    });

    it("ends when nobody holds it any more", async () => {
      const counter = await client.actor(Counter);
      const [key = ""] = /Counter-[0-9a-f]{32}/.exec(String(counter)) ?? [];
      const name = await counter.where();
      const { address = "" } = client.workers().find((worker) => worker.name === name) ?? {};
      const spy = await cluster.connect();
      const callers = new Callers({
        bus: spy,
        clock: systemClock,
        cluster: cluster.cluster,
        address: "client.spy",
        roster: new Roster(),
      });
      const ask = () =>
        new Promise<[ok: boolean, answer: Uint8Array]>((resolve, failed) => {
          const gave = (value: Uint8Array) => resolve([true, value.slice()]);
          const threw = (error: Uint8Array) => resolve([false, error.slice()]);
          callers.call({ key, host: hostAddress(address), timeout: 0 }, "n", null, [], {
            gave,
            threw,
            failed,
          });
        });
      expect(await ask()).to.deep.equal([true, encodeValue(0)]);
      counter[Symbol.dispose]();
      expect(await failureOf(counter.increment())).to.be.instanceOf(ActorDiedError);
      let [ok, answer] = await ask();
      while (ok) [ok, answer] = await ask();
      expect(decodeValue(answer)).to.have.property("code", "ACTOR_DIED");
      callers.close(new ClosedError("Done."));
      await spy.close();
    });

    it("ends with the client that made it", async () => {
      const other = await Client.connect(cluster);
      const counter = await other.actor(Counter);
      const call = counter.forever();
      const failure = failureOf(call);
      await other.close();
      expect(await failure)
        .to.have.property("code")
        .that.is.oneOf(["CLOSED", "ACTOR_DIED"]);
      expect(await failureOf(counter.increment())).to.have.property("code", "CLOSED");
    });

    it("takes the actors of its thread along when it exits, naming the culprit; the worker lives", async () => {
      const counters = await Promise.all([1, 2, 3, 4].map((n) => client.actor(Counter, n)));
      const names = await Promise.all(counters.map((counter) => counter.where()));
      const culprit = counters[0];
      const others = counters.filter((_, i) => i > 0 && names[i] === names[0]);
      const spared = counters.filter((_, i) => names[i] !== names[0]);
      const waiting = others.map((other) => failureOf(other.forever()));
      const error = await failureOf(culprit?.quit());
      expect(error).to.be.instanceOf(ActorDiedError);
      expect(error.message).to.match(/Counter-[0-9a-f]{32} called process\.exit\(3\)/);
      expect(String(culprit)).to.include(/Counter-[0-9a-f]{32}/.exec(error.message)?.[0]);
      for (const failure of [...(await Promise.all(waiting)), await failureOf(others[0]?.n)])
        expect(failure).to.be.instanceOf(ActorDiedError).with.property("message", error.message);
      expect(await Promise.all(spared.map((counter) => counter.increment()))).to.deep.equal(
        [3, 5].slice(0, spared.length),
      );
      const next = await Promise.all([client.actor(Counter), client.actor(Counter)]);
      expect(await Promise.all(next.map((counter) => counter.where()))).to.include(names[0]);
    });
  });
}
