import { expect } from "chai";
import { type ActorRef, getClient } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Counter } from "../support/counter.ts";
import { failureOf } from "../support/failure.ts";

/** Its methods end with errors of others. */
class Relay {
  readonly #counter: ActorRef<Counter>;

  constructor(counter: ActorRef<Counter>) {
    this.#counter = counter;
  }

  async wait(key: string): Promise<unknown> {
    return getClient().future(key);
  }

  async fail(): Promise<unknown> {
    return this.#counter.fail();
  }

  named(): never {
    throw Object.assign(new RangeError("its own"), { key: "mine" });
  }
}

describeOnEachBus("the error of a call to an actor", { workers: 2 }, (shared) => {
  it("leaves the key of an error alone that has one: of a task, of another call, or its own", async () => {
    const { client } = shared;
    const counter = await client.actor(Counter);
    const failing = client.submit((): number => {
      throw new RangeError("in a task");
    });
    const relay = await client.actor(Relay, counter);
    expect(await failureOf(relay.wait(failing.key))).to.include({ key: failing.key });
    const relayed = relay.fail();
    expect((await failureOf(relayed)).key)
      .to.match(/^fail-/)
      .and.not.equal(relayed.key);
    expect(await failureOf(relay.named())).to.include({ key: "mine" });
  });
});
