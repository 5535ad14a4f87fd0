import { expect } from "chai";
import { ActorDiedError, type ActorRef, CancelledError, Client, LocalCluster, TimeoutError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Counter, Keeper } from "../support/counter.ts";
import { failureOf } from "../support/failure.ts";
import { Gate } from "../support/gate.ts";
import { keyOf, Lookout } from "../support/lookout.ts";

const use = async (counter: ActorRef<Counter>): Promise<number> => counter.increment();

describeOnEachBus("the end of an actor", { workers: 2 }, (shared) => {
  describe("an actor that is killed", () => {
    it("is dead for all who have it: calls under way, later ones, and tasks", async () => {
      await using gate = await Gate.build();
      const { client } = shared;
      await using lookout = await Lookout.over(shared.cluster);
      const counter = await client.options({ name: "victim" }).actor(Counter);
      const other = await shared.join();
      const theirs = await other.lookup<Counter>("victim");
      const task = client.submit(
        async (c: ActorRef<Counter>, port: number) => c.pass(port, 1),
        counter,
        gate.port,
      );
      const passing = failureOf(counter.pass(gate.port, 1));
      await gate.arrived();
      const under = [passing, ...[counter.increment(), theirs.increment(), task].map(failureOf)];
      expect(await client.kill(counter)).to.equal(undefined);
      for (const error of await Promise.all(under)) {
        expect(error).to.be.instanceOf(ActorDiedError);
        expect(error.message).to.include(keyOf(counter)).and.to.include("killed");
      }
      for (const later of [counter.increment(), counter.n, theirs.increment(), client.submit(use, counter)])
        expect(await failureOf(later)).to.be.instanceOf(ActorDiedError);
      expect(await lookout.actors()).not.to.include(keyOf(counter));
      await client.kill(counter);
      await other.kill(theirs);
    });

    it("takes nobody else along", async () => {
      const { client } = shared;
      const counters = await client.gather(client.options({ actor: true }).map(Counter, [1, 2, 3, 4]));
      await client.kill(counters[0] as ActorRef<Counter>);
      expect(await client.gather(counters.slice(1).map((counter) => counter.increment()))).to.deep.equal([
        3, 4, 5,
      ]);
    });

    it("may be killed by a task, or by itself", async () => {
      const { client } = shared;
      const [one, two] = [await client.actor(Counter), await client.actor(Counter)];
      const end = async (c: ActorRef<Counter>): Promise<void> => {
        const { getClient } = await import("troupe");
        await getClient().kill(c);
      };
      await client.submit(end, one);
      expect(await failureOf(one.increment())).to.be.instanceOf(ActorDiedError);
      class Mortal {
        async end(): Promise<void> {
          const { getClient, getSelf } = await import("troupe");
          await getClient().kill(getSelf());
        }
      }
      const mortal = await client.actor(Mortal);
      expect(await failureOf(mortal.end())).to.be.instanceOf(ActorDiedError);
      expect(await two.increment()).to.equal(1);
    });

    it("is an actor: nothing else is", async () => {
      const { client } = shared;
      for (const odd of [client.submit((x: number) => x, 1), {}, null, "a"])
        expect(await failureOf(client.kill(odd as never))).to.be.instanceOf(TypeError);
    });

    it("fails the futures of itself", async () => {
      const { client } = shared;
      const future = client.options({ actor: true }).submit(Counter);
      const counter = await future;
      await client.kill(counter);
      expect(future.status).to.equal("error");
      expect(await failureOf(future))
        .to.be.instanceOf(ActorDiedError)
        .with.property("key", future.key);
      const keeper = await client.actor(Keeper);
      await keeper.keep(counter);
      expect(await failureOf(keeper.increment())).to.be.instanceOf(ActorDiedError);
    });
  });

  describe("an actor that ends", () => {
    it("when its thread does is dead for all, and its name is free", async () => {
      const { client } = shared;
      await using lookout = await Lookout.over(shared.cluster);
      const counter = await client.options({ name: "quitter" }).actor(Counter);
      const task = client.submit(use, counter);
      await task;
      const error = await failureOf(counter.quit());
      expect(error)
        .to.be.instanceOf(ActorDiedError)
        .with.property("message")
        .that.includes("process.exit(3)");
      await lookout.gone(keyOf(counter));
      const second = await client.options({ name: "quitter" }).actor(Counter, 5);
      expect(await (await client.lookup<Counter>("quitter")).n).to.equal(5);
      expect(await failureOf(client.submit(use, counter))).to.be.instanceOf(ActorDiedError);
      await client.kill(second);
    });

    it("with a cancelled future of it is dead, too", async () => {
      const { client } = shared;
      const future = client.options({ actor: true }).submit(Counter);
      const counter = await future;
      await future.cancel({ force: true });
      expect(await failureOf(future)).to.be.instanceOf(CancelledError);
      expect(await failureOf(counter.increment())).to.be.instanceOf(ActorDiedError);
    });
  });

  describe("an actor that does not answer in time", () => {
    it("rejects that call by its name, and goes on", async () => {
      await using gate = await Gate.build();
      const counter = await shared.client.options({ timeout: 1000 }).actor(Counter);
      const call = counter.pass(gate.port, 1);
      const failure = await failureOf(call);
      expect(failure).to.be.instanceOf(TimeoutError);
      expect(failure.message).to.match(/^"pass" of Counter-[0-9a-f]{32} was not answered within 1000 ms,/);
      gate.open();
      expect(await counter.increment()).to.equal(1);
      const theirs = shared.client.submit(async (c: ActorRef<Counter>) => c.increment(), counter);
      expect(await theirs).to.equal(2);
    });
  });
});

for (const bus of ["memory", "nats"] as const) {
  describe(`an actor whose worker is gone (${bus})`, () => {
    it("is dead for calls under way, too, and stays so when another worker comes", async () => {
      const own = await LocalCluster.start({ bus, workers: 1 });
      const guest = await Client.connect(own);
      try {
        const counter = await guest.actor(Counter);
        const call = failureOf(counter.forever());
        await own.scale(0);
        expect(await call).to.be.instanceOf(ActorDiedError);
        expect(await failureOf(counter.increment())).to.be.instanceOf(ActorDiedError);
        await own.scale(1);
        expect(await failureOf(counter.n)).to.be.instanceOf(ActorDiedError);
      } finally {
        await guest.close();
        await own.close();
      }
    });

    it("is dead at once, for calls under way, later ones, and tasks that need it", async () => {
      await using gate = await Gate.build();
      const cluster = await LocalCluster.start({ bus, workers: 1 });
      await using client = await Client.connect(cluster);
      const counter = await client.options({ name: "n", concurrency: 3 }).actor(Counter);
      const calls = [counter.pass(gate.port, 1), counter.pass(gate.port, 2)].map(failureOf);
      await gate.arrived(2);
      if (bus === "nats") counter.kill();
      await cluster.scale(0);
      for (const error of await Promise.all(calls)) expect(error).to.be.instanceOf(ActorDiedError);
      await cluster.scale(1);
      for (const later of [counter.increment(), counter.n, client.submit(use, counter)])
        expect(await failureOf(later)).to.be.instanceOf(ActorDiedError);
      const again = await client.options({ name: "n" }).actor(Counter, 3);
      expect(await again.increment()).to.equal(4);
      await client.close();
      await cluster.close();
    });
  });
}

describe("an actor whose worker is killed", () => {
  it("rejects the calls under way and all later ones, also of tasks elsewhere", async () => {
    const cluster = await LocalCluster.start({ bus: "nats", workers: 2 });
    await using client = await Client.connect(cluster);
    const counter = await client.options({ concurrency: 4 }).actor(Counter);
    const home = await counter.where();
    const names = client.workers().flatMap(({ name }) => (name === home ? [] : [name]));
    await using gate = await Gate.build();
    const wait = async (c: ActorRef<Counter>, port: number): Promise<string> => {
      try {
        return String(await c.pass(port, 1));
      } catch (error) {
        return (error as Error).name;
      }
    };
    const task = client.options({ workers: names }).submit(wait, counter, gate.port);
    await gate.arrived();
    const call = failureOf(counter.pass(gate.port, 2));
    await gate.arrived(2);
    counter.kill();
    expect(await call).to.be.instanceOf(ActorDiedError);
    expect(await task).to.equal("ActorDiedError");
    expect(await failureOf(counter.n)).to.be.instanceOf(ActorDiedError);
    await client.close();
    await cluster.close();
  });

  it("rejects the calls under way and all later ones", async () => {
    await using client = await Client.local({ bus: "nats", workers: 1 });
    const counter = await client.actor(Counter);
    const call = failureOf(counter.kill());
    const later = failureOf(counter.increment());
    for (const failure of [await call, await later]) expect(failure).to.be.instanceOf(ActorDiedError);
    expect(await failureOf(counter.n)).to.be.instanceOf(ActorDiedError);
    expect(await (await client.actor(Counter, 3)).increment()).to.equal(4);
  });
});
