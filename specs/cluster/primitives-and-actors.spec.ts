import { expect } from "chai";
import { type ActorRef, type Client, getClient, type Lock, type Queue } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";

class Keeper {
  readonly inbox: Queue<number> | null;

  constructor(inbox: Queue<number> | null = null) {
    this.inbox = inbox;
  }

  async take(inbox: Queue<number>) {
    return inbox.get();
  }

  async next() {
    return this.inbox?.get();
  }

  give() {
    return getClient().queue<number>("given");
  }

  async hold(lock: Lock) {
    return (await lock.acquire()).token;
  }
}

describeOnEachBus("primitives and actors", { workers: 1, threads: 1 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("meet as arguments of constructors and methods, and as results of those", async () => {
    const queue = client.queue<number>();
    const keeper = await client.actor(Keeper, queue);
    const taken = [keeper.take(queue), keeper.next()];
    await queue.put(1);
    await queue.put(2);
    expect(await Promise.all(taken)).to.deep.equal([1, 2]);
    const given = await keeper.give();
    await given.put(3);
    expect(await client.queue<number>("given").get()).to.equal(3);
  });

  it("meet inside items, where references stay alive", async () => {
    const guest = await shared.join();
    await guest.queue("keepers").put(await guest.actor(Keeper));
    await guest.close();
    const keeper = (await client.queue("keepers").get()) as ActorRef<Keeper>;
    const queue = client.queue<number>();
    await queue.put(4);
    expect(await keeper.take(queue)).to.equal(4);
  });

  it("part with the actor that holds a lock", async () => {
    const lock = client.lock();
    const keeper = await client.actor(Keeper);
    const token = await keeper.hold(lock);
    const next = lock.acquire();
    await client.kill(keeper);
    expect((await next).token).to.be.greaterThan(token);
  });
});
