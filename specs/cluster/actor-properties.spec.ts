import { inspect } from "node:util";
import { expect } from "chai";
import { filter, firstValueFrom, from } from "rxjs";
import { wait } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { Counter } from "../support/counter.ts";

describeOnEachBus("a property of an actor", { workers: 2 }, (shared) => {
  it("is read when it is awaited, each time anew", async () => {
    const counter = await shared.client.actor(Counter, 2);
    const { n } = counter;
    await counter.increment();
    expect(await n).to.equal(3);
    await counter.increment();
    expect([await n, await counter.double]).to.deep.equal([4, 8]);
  });

  it("is read once where it is gathered, waited for or depended on", async () => {
    class Reads {
      reads = 0;
      get read(): number {
        return ++this.reads;
      }
    }
    const { client } = shared;
    const actor = await client.actor(Reads);
    expect(await client.gather([actor.read])).to.deep.equal([1]);
    const { read } = actor;
    await wait(read);
    expect(read.status).to.equal("finished");
    expect(await client.submit((x: number) => x, actor.read)).to.equal(3);
    expect(await actor.reads).to.equal(3);
  });

  it("is not read when it is looked at", async () => {
    class Reads {
      reads = 0;
      get read(): number {
        return ++this.reads;
      }
    }
    const actor = await shared.client.actor(Reads);
    const { read } = actor;
    inspect(actor, { depth: 5, getters: true });
    JSON.stringify({ actor });
    expect(`${actor}`).to.include("Reads");
    const look = `<ActorFuture: pending, key: ${read.key}>`;
    expect([String(read), inspect(read), inspect([read])]).to.deep.equal([look, look, `[ ${look} ]`]);
    expect([read.status, read.done()]).to.deep.equal(["pending", false]);
    await (async () => actor)();
    expect(await actor.reads).to.equal(0);
  });

  it("never is one of the language, and a thenable class makes no thenable", async () => {
    class Odd {
      // biome-ignore lint/suspicious/noThenProperty: it is what the spec is about
      then = 5;
      n = 1;
      catch(): number {
        return 2;
      }
    }
    const odd = await shared.client.actor(Odd);
    expect(await odd.n).to.equal(1);
    expect(await odd.catch()).to.equal(2);
    expect((odd as unknown as { then: unknown }).then).to.equal(undefined);
    expect(await firstValueFrom(from([1]).pipe(filter(() => true)))).to.equal(1);
  });
});
