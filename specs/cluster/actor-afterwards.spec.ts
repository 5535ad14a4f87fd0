import { expect } from "chai";
import { type ActorRef, getSelf } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Gate } from "../support/gate.ts";

/** Leaves something running when its method has returned. */
class Leaver {
  readonly log: string[] = [];

  async leave(port: number, other: ActorRef<Caller>, sibling: ActorRef<Caller>, then: number): Promise<void> {
    const { connect } = await import("node:net");
    const self = getSelf<ActorRef<Leaver>>();
    connect(port, "127.0.0.1").once("data", () => other.call(self, sibling, then));
  }

  async work(port: number): Promise<void> {
    const { connect } = await import("node:net");
    await new Promise<void>((resolve) => connect(port, "127.0.0.1").once("data", () => resolve()));
    this.log.push("worked");
  }

  note(): string[] {
    this.log.push("noted");
    return this.log;
  }
}

/** Calls back, and says at a gate when that has arrived: what was called after it has answered. */
class Caller {
  log: readonly string[] = [];

  async call(back: ActorRef<Leaver>, sibling: ActorRef<Caller>, port: number): Promise<void> {
    const { connect } = await import("node:net");
    const noted = back.note();
    await sibling.log;
    connect(port, "127.0.0.1").once("data", () => {});
    this.log = await noted;
  }
}

describeOnEachBus("what an actor's method has left running", { workers: 1, threads: 1 }, (shared) => {
  it("comes of no turn any more, so whom it calls waits like others", async () => {
    await using left = await Gate.build();
    await using working = await Gate.build();
    await using calling = await Gate.build();
    const leaver = await shared.client.actor(Leaver);
    const [caller, sibling] = [await shared.client.actor(Caller), await shared.client.actor(Caller)];
    await leaver.leave(left.port, caller, sibling, calling.port);
    await left.arrived();
    const work = leaver.work(working.port);
    await working.arrived();
    left.open();
    await calling.arrived();
    working.open();
    await work;
    expect(await caller.log).to.deep.equal(["worked", "noted"]);
  });
});
