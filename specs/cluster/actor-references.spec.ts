import { expect } from "chai";
import { ActorDiedError, type ActorRef, CaptureError, getClient, getSelf, TroupeError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Counter, Keeper } from "../support/counter.ts";
import { failureOf, thrownBy } from "../support/failure.ts";
import { Gate } from "../support/gate.ts";
import { keyOf, Lookout } from "../support/lookout.ts";

const use = async (counter: ActorRef<Counter>, by: number): Promise<number> => counter.increment(by);

describeOnEachBus("a reference to an actor", { workers: 2 }, (shared) => {
  it("comes of a submission, as a future like any other", async () => {
    const { client } = shared;
    const future = client.options({ actor: true }).submit(Counter, 4);
    const counter = await future;
    expect(await counter.increment()).to.equal(5);
    expect(String(future)).to.match(/^<Future: finished, type: Counter, key: Counter-[0-9a-f]{32}>$/);
    const failing = client.options({ actor: true }).submit(Counter, -1);
    expect(await failureOf(failing))
      .to.be.instanceOf(RangeError)
      .with.property("key", failing.key);
    const actors = await client.gather(client.options({ actor: true }).map(Counter, [1, 2, 3]));
    expect(await client.gather(actors.map((actor) => actor.increment()))).to.deep.equal([2, 3, 4]);
  });

  it("is another object, and hold, for each who asks for it", async () => {
    const { client } = shared;
    const future = client.options({ actor: true }).submit(Counter);
    const [one, two] = await Promise.all([future, future]);
    one[Symbol.dispose]();
    expect(await failureOf(one.increment())).to.be.instanceOf(ActorDiedError);
    expect(await two.increment()).to.equal(1);
    future.release();
    expect(await two.increment()).to.equal(2);
  });

  it("is refused where the class does not stand alone, or is none", async () => {
    const { client } = shared;
    const outer = 5;
    class Captures {
      n = outer;
    }
    const error = await failureOf(client.actor(Captures));
    expect(error).to.be.instanceOf(CaptureError).with.property("message").that.includes("outer");
    const actors = client.options({ actor: true });
    expect(thrownBy(() => actors.submit(Captures))).to.be.instanceOf(CaptureError);
    const none = (() => 5) as unknown as new () => object;
    expect(await failureOf(client.actor(none))).to.be.instanceOf(TypeError);
    const task = client.options({ key: "the-key-of-a-task" }).submit((x: number) => x, 1);
    expect(await failureOf(client.options({ key: task.key }).actor(Counter)))
      .to.be.instanceOf(TypeError)
      .with.property("message")
      .that.includes("key of a task");
  });

  it("takes several calls at a time where it is told to", async () => {
    await using gate = await Gate.build();
    const counter = await shared.client.options({ concurrency: 3 }).actor(Counter);
    const calls = [1, 2].map((n) => counter.pass(gate.port, n));
    await gate.arrived(2);
    expect(await counter.increment()).to.equal(1);
    gate.open();
    expect(await shared.client.gather(calls)).to.deep.equal([1, 2]);
  });

  it("makes a task that has it one that is not pure, unless that is asked for", async () => {
    const { client } = shared;
    const counter = await client.actor(Counter);
    const [one, two] = [client.submit(use, counter, 1), client.submit(use, counter, 1)];
    expect((await client.gather([one, two])).sort()).to.deep.equal([1, 2]);
    const pure = client.options({ pure: true });
    expect(pure.submit(use, counter, 1).key).to.equal(pure.submit(use, counter, 1).key);
  });

  it("works in tasks, as an argument anywhere and as the value of a future", async () => {
    const { client } = shared;
    const counter = await client.actor(Counter);
    expect(await client.submit(use, counter, 1)).to.equal(1);
    expect(await client.submit(async ({ in: [c] }) => c?.increment(), { in: [counter] })).to.equal(2);
    const future = client.options({ actor: true }).submit(Counter, 10);
    expect(await client.submit(use, future, 5)).to.equal(15);
    const many = client.map(use, Array(20).fill(counter) as ActorRef<Counter>[], Array(20).keys());
    await client.gather(many);
    expect(await counter.n).to.equal(2 + 190);
  });

  it("works in results, scattered values, and other actors", async () => {
    const { client } = shared;
    const counter = await client.actor(Counter);
    const inside = await client.submit((c: ActorRef<Counter>) => ({ list: [c] }), counter);
    expect(await inside.list[0]?.increment()).to.equal(1);
    const made = await client.submit(async (C: typeof Counter) => getClient().actor(C, 40), Counter);
    expect(await made.increment(2)).to.equal(42);
    const { field } = client.scatter({ field: [counter] });
    expect(await client.submit(async ([c]: ActorRef<Counter>[]) => c?.increment(), field)).to.equal(2);
    expect(await (await field)[0]?.increment()).to.equal(3);
    const keeper = await client.actor(Keeper, counter);
    expect(await keeper.increment()).to.equal(4);
    await keeper.keep(made);
    expect(await keeper.increment()).to.equal(43);
    const { list } = await keeper.inside();
    expect(await list[0]?.increment()).to.equal(44);
    expect(await client.gather({ counter })).to.have.property("counter", counter);
  });

  it("is one actor's for all who have it, each with calls in their order", async () => {
    const { client } = shared;
    const counter = await client.actor(Counter);
    const again = await client.submit((c: ActorRef<Counter>) => c, counter);
    const calls = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? counter : again).increment());
    expect(await client.gather(calls)).to.deep.equal(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(keyOf(again)).to.equal(keyOf(counter));
  });

  it("can be had by the actor itself", async () => {
    const { client } = shared;
    const counter = await client.actor(Counter);
    const itself = await counter.itself();
    expect(await itself.increment()).to.equal(1);
    expect(String(itself)).to.equal(String(counter));
    expect(await failureOf(client.submit(() => getSelf()))).to.be.instanceOf(TroupeError);
  });

  it("keeps the actor alive where it is all that is left: in a task, in a result, in another actor", async () => {
    const { client } = shared;
    await using lookout = await Lookout.over(shared.cluster);
    await using gate = await Gate.build();
    const late = async (c: ActorRef<Counter>, port: number): Promise<number> => {
      await c.pass(port, 0);
      return c.increment();
    };
    const counter = await client.actor(Counter);
    const key = keyOf(counter);
    const task = client.submit(late, counter, gate.port);
    await gate.arrived();
    counter[Symbol.dispose]();
    await client.delivered();
    expect(await lookout.actors()).to.include(key);
    gate.open();
    expect(await task).to.equal(1);
    await lookout.gone(key);

    const other = await client.actor(Counter, 5);
    const result = client.submit((c: ActorRef<Counter>) => [c], other);
    expect(await result.exception()).to.equal(null);
    other[Symbol.dispose]();
    await client.delivered();
    expect(await lookout.actors()).to.include(keyOf(other));
    expect(await client.submit(async ([c]: ActorRef<Counter>[]) => c?.increment(), result)).to.equal(6);
    result.release();

    const kept = await client.actor(Counter, 7);
    const keeper = await client.actor(Keeper);
    await keeper.keep(kept);
    kept[Symbol.dispose]();
    await client.delivered();
    expect(await lookout.actors()).to.include(keyOf(kept));
    expect(await keeper.increment()).to.equal(8);
    keeper[Symbol.dispose]();
    await lookout.gone(keyOf(keeper));
    await lookout.gone(keyOf(kept));
  });

  it("holds back its end while a call is under way, whoever drops it", async () => {
    const { client } = shared;
    await using lookout = await Lookout.over(shared.cluster);
    await using gate = await Gate.build();
    const counter = await client.actor(Counter);
    const call = counter.pass(gate.port, 8);
    await gate.arrived();
    counter[Symbol.dispose]();
    await client.delivered();
    expect(await lookout.actors()).to.include(keyOf(counter));
    gate.open();
    expect(await call).to.equal(8);
    await lookout.gone(keyOf(counter));
  });

  it("is of no use to another client of this process", async () => {
    const { client } = shared;
    const other = await shared.join();
    const counter = await client.actor(Counter);
    expect(thrownBy(() => other.submit(use, counter, 1)))
      .to.be.instanceOf(TypeError)
      .with.property("message")
      .that.includes("another client");
    expect(await failureOf(other.kill(counter))).to.be.instanceOf(TypeError);
  });
});
