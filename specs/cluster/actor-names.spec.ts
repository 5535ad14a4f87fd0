import { expect } from "chai";
import { asCompleted, Client, getClient, NotFoundError, TroupeError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Counter } from "../support/counter.ts";
import { failureOf, thrownBy } from "../support/failure.ts";
import { Gate } from "../support/gate.ts";

describeOnEachBus("an actor with a name", { workers: 2 }, (shared) => {
  it("is found from other clients and from tasks, and lives on when nobody holds it", async () => {
    const { client } = shared;
    const maker = await Client.connect(shared.cluster);
    const counter = await maker.options({ name: "shared-counter" }).actor(Counter, 1);
    expect(String(counter)).to.match(/^<Actor: Counter, key=shared-counter-[0-9a-f]{32}>$/);
    await maker.close();
    const again = await client.lookup<Counter>("shared-counter");
    expect(await again.increment()).to.equal(2);
    again[Symbol.dispose]();
    const task = client.submit(async () => {
      const found = await getClient().lookup<Counter>("shared-counter");
      return found.increment();
    });
    expect(await task).to.equal(3);
    await client.kill(await client.lookup("shared-counter"));
  });

  it("keeps its name until it is killed", async () => {
    const { client } = shared;
    const named = client.options({ name: "single" });
    const first = await named.actor(Counter, 1);
    const error = await failureOf(named.actor(Counter, 2));
    expect(error).to.be.instanceOf(TroupeError);
    expect(error.message).to.include('"single"').and.to.include("look it up");
    expect(await first.n).to.equal(1);
    await client.kill(first);
    expect(await failureOf(client.lookup("single"))).to.be.instanceOf(NotFoundError);
    const second = await named.actor(Counter, 2);
    expect(await (await client.lookup<Counter>("single")).n).to.equal(2);
    await client.kill(second);
  });

  it("that could not be made leaves its name to others", async () => {
    const { client } = shared;
    const named = client.options({ name: "retried" });
    expect(await failureOf(named.actor(Counter, -1))).to.be.instanceOf(RangeError);
    expect(await failureOf(client.lookup("retried"))).to.be.instanceOf(NotFoundError);
    await client.kill(await named.actor(Counter, 1));
  });

  it("is looked up by a name, and nothing else", async () => {
    const { client } = shared;
    const error = await failureOf(client.lookup("nobody"));
    expect(error).to.be.instanceOf(NotFoundError);
    expect(error.message).to.include('"nobody"');
    for (const name of ["", 5, undefined, "a b"] as string[])
      expect(await failureOf(client.lookup(name))).to.be.instanceOf(TypeError);
    expect(thrownBy(() => client.options({ name: "a b" }))).to.be.instanceOf(TypeError);
    for (const options of [{ concurrency: 0 }, { concurrency: 1.5 }, { isolate: 1 }, { actor: "yes" }])
      expect(thrownBy(() => client.options(options as never))).to.be.instanceOf(TypeError);
  });

  it("may be waited for while it is made", async () => {
    const { client } = shared;
    await using gate = await Gate.build();
    class Late {
      readonly value: number;

      constructor(value: number) {
        this.value = value;
      }
    }
    const pass = async (port: number) => {
      const { connect } = await import("node:net");
      await new Promise((resolve) => connect(port, "127.0.0.1").once("data", resolve));
      return 7;
    };
    const made = client.options({ name: "late" }).actor(Late, client.submit(pass, gate.port));
    await gate.arrived();
    const found = client.lookup<Late>("late");
    gate.open();
    expect(await (await found).value).to.equal(7);
    await client.kill(await made);
  });

  it("comes out of asCompleted, as futures of actors do", async () => {
    const { client } = shared;
    const futures = client.options({ actor: true }).map(Counter, [1, 2]);
    const found: number[] = [];
    for await (const future of asCompleted(futures)) found.push(await (await future).n);
    expect(found.sort()).to.deep.equal([1, 2]);
  });
});
