import { expect } from "chai";
import { type Client, type Future, getClient, getWorker, LostError, SerializationError } from "troupe";
import { describeOn, describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";

/** Resolves when the future has ended; its value stays where it is. */
const ended = (future: Future<unknown>) =>
  new Promise<void>((resolve) => future.addDoneCallback(() => resolve()));

const holders = async (client: Client, future: Future<unknown>): Promise<string[] | undefined> =>
  (await client.whoHas(future)).get(future.key)?.sort();

describeOnEachBus("scattering", { workers: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("gives futures in the shape of the value, and tasks take them at once", async () => {
    const list = client.scatter([1, "two", { three: 3 }]);
    const sum = client.submit((x: number, text: string) => `${x} ${text}`, list[0] as Future<number>, "one");
    expect(list.map(({ status }) => status)).to.deep.equal(["pending", "pending", "pending"]);
    expect(await sum).to.equal("1 one");
    expect(await client.gather(list)).to.deep.equal([1, "two", { three: 3 }]);
    const map = client.scatter(new Map([["a", [1, 2]]]));
    expect(await client.gather(map)).to.deep.equal(new Map([["a", [1, 2]]]));
    const fields = client.scatter({ x: 1, y: new Date(0) });
    expect(await client.gather(fields)).to.deep.equal({ x: 1, y: new Date(0) });
    expect(await client.scatter(new Set([1, 2]))).to.deep.equal(new Set([1, 2]));
    expect(await client.scatter(7)).to.equal(7);
    expect(await client.scatter(undefined)).to.equal(undefined);
    expect(client.scatter([])).to.deep.equal([]);
  });

  it("moves large values as they are", async () => {
    const value = Float64Array.from({ length: 1 << 20 }, (_, i) => i / 3);
    const future = client.scatter({ value, name: "thirds" }).value;
    expect(await client.submit((xs: Float64Array) => xs.reduce((a, b) => a + b), future)).to.equal(
      value.reduce((a, b) => a + b),
    );
    expect(await future).to.deep.equal(value);
  });

  it("has one copy and one key of the same bytes, whoever scatters them", async () => {
    const guest = await shared.join();
    const [mine, again, other] = [client.scatter("same"), client.scatter("same"), guest.scatter("same")];
    expect(again.key).to.equal(mine.key);
    expect(other.key).to.equal(mine.key);
    expect(mine.key).to.match(/^data-[0-9a-f]{32}$/);
    await Promise.all([mine, again, other]);
    expect(await holders(client, mine)).to.have.length(1);
    const fresh = [client.scatter("same", { hash: false }), client.scatter("same", { hash: false })] as const;
    expect(new Set([mine.key, ...fresh.map(({ key }) => key)])).to.have.property("size", 3);
    expect(await client.gather(fresh)).to.deep.equal(["same", "same"]);
  });

  it("puts a copy on all workers, or on those named", async () => {
    const all = client.scatter("to all", { broadcast: true });
    await ended(all);
    expect(await holders(client, all)).to.deep.equal(["worker-0", "worker-1"]);
    const named = client.scatter("to one", { workers: ["worker-1"] });
    await ended(named);
    expect(await holders(client, named)).to.deep.equal(["worker-1"]);
    const address = client.workers().find(({ name }) => name === "worker-0")?.address ?? "";
    const addressed = client.scatter("to an address", { workers: [address], broadcast: true });
    await ended(addressed);
    expect(await holders(client, addressed)).to.deep.equal(["worker-0"]);
  });

  it("spreads values over the workers", async () => {
    const futures = client.scatter(Array.from({ length: 10 }, (_, i) => ({ spread: i })));
    await client.gather(futures);
    const counts = new Map<string, number>();
    for (const [name] of (await client.whoHas(futures)).values())
      counts.set(String(name), (counts.get(String(name)) ?? 0) + 1);
    expect(Math.min(...counts.values())).to.be.at.least(3);
  });

  it("refuses what cannot travel, at once and with the path to it, and then sends nothing", () => {
    expect(() => client.scatter(() => 1)).to.throw(SerializationError, "value is a function");
    expect(() => client.scatter([1, { f: () => 1 }])).to.throw(
      SerializationError,
      "value[1].f is a function",
    );
    expect(() => client.scatter({ a: Symbol("s") })).to.throw(SerializationError, "value.a is a symbol");
    expect(() => client.scatter(new Map([["k", new (class Thing {})()]]))).to.throw(
      SerializationError,
      "Thing",
    );
  });

  it("refuses options that are none", () => {
    for (const [options, words] of [
      [{ broadcast: 1 }, 'Option "broadcast" is true or false, not 1'],
      [{ workers: "worker-0" }, 'Option "workers" is a list'],
      [{ workers: [] }, 'Option "workers" is a list'],
      [{ worker: [] }, 'There is no option "worker"'],
    ] as const) {
      expect(() => client.scatter(1, options as never)).to.throw(TypeError, words);
    }
  });

  it("brings futures inside as futures, which the value holds", async () => {
    const inner = client.options({ pure: false }).submit((x: number) => x + 1, 1);
    const outer = client.scatter([{ inner }])[0] as Future<{ inner: Future<number> }>;
    inner.release();
    expect(
      await client.submit(async ({ inner: x }: { inner: Future<number> }) => (await x) + 1, outer),
    ).to.equal(3);
    expect(await (await outer).inner).to.equal(2);
  });

  it("from inside a task goes to the task's own worker, and outlives the task in its result", async () => {
    const task = client.options({ pure: false }).submit(async () => {
      const future = getClient().scatter(new Uint8Array(10_000).fill(5));
      return [getWorker().name, future] as const;
    });
    const [worker, future] = await task;
    task.release();
    expect((await future)[9999]).to.equal(5);
    expect(await holders(client, future)).to.deep.equal([worker]);
  });

  it("tells who has which results", async () => {
    const large = client
      .options({ pure: false })
      .submit(() => [getWorker().name, new Uint8Array(5000)] as const);
    const small = client.options({ pure: false }).submit(() => 1);
    await client.gather([large, small]);
    const has = await client.whoHas([large, small, large]);
    expect(has).to.deep.equal(
      new Map([
        [large.key, [(await large)[0]]],
        [small.key, []],
      ]),
    );
    expect(await client.whoHas([])).to.deep.equal(new Map());
    expect(await client.whoHas(client.future("no-such-key"))).to.deep.equal(new Map([["no-such-key", []]]));
    const error = await failureOf(client.whoHas(["key"] as never));
    expect([error.name, error.message]).to.deep.equal([
      "TypeError",
      "whoHas takes futures, or an iterable of them, not key.",
    ]);
  });

  it("sends many small values", async () => {
    const values = Array.from({ length: 2000 }, (_, i) => i);
    expect(await client.gather(client.scatter(values))).to.deep.equal(values);
  });
});

describeOnEachBus("scattering where there is no such worker", { workers: 0 }, (shared) => {
  it("waits until there is one", async () => {
    const any = shared.client.scatter("any");
    const second = shared.client.scatter("second", { workers: ["worker-1"] });
    const total = shared.client.submit((a: string, b: string) => `${a} ${b}`, any, second);
    await shared.cluster.scale(1);
    expect(await any).to.equal("any");
    expect([second.status, total.status]).to.deep.equal(["pending", "pending"]);
    await shared.cluster.scale(2);
    expect(await total).to.equal("any second");
  });
});

describeOn("nats", "scattered data whose only worker dies", { workers: 2 }, (shared) => {
  it("is lost, with what needs it, until it is scattered again", async () => {
    const { client } = shared;
    const data = client.scatter(new Uint8Array(5000).fill(1), { workers: ["worker-1"] });
    const pid = await client.submit((_: Uint8Array) => process.pid, data);
    process.kill(pid, "SIGKILL");
    const pure = client.options({ pure: false });
    expect(await failureOf(pure.submit((x: Uint8Array) => x.length, data))).to.be.instanceOf(LostError);
    const error = await failureOf(data);
    expect(error).to.be.instanceOf(LostError);
    expect(error.key).to.equal(data.key);
    const again = client.scatter(new Uint8Array(5000).fill(1));
    expect(again.key).to.equal(data.key);
    expect((await again).length).to.equal(5000);
    expect((await data).length).to.equal(5000);
  });
});
