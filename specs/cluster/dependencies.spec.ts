import { expect } from "chai";
import { type Client, Future, getClient, getWorker } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

const same = <T>(value: T): T => value;
const increment = (x: number) => x + 1;
/** Bytes that can be told from each other, so that a part in the wrong place is seen. */
const pattern = (size: number) => {
  const bytes = new Uint8Array(size);
  const words = new Uint32Array(bytes.buffer);
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(i, 2654435761);
  return bytes;
};
const MEGABYTE = 2 ** 20;

describeOnEachBus("dependencies", { workers: 2, threads: 1 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("arrive as their values in arrays, objects, Maps and Sets, at any depth", async () => {
    const one = client.submit(same, 1);
    const two = client.submit(same, "two");
    const shape = (value: unknown) => value;
    expect(
      await client.submit(shape, {
        list: [one, [two, 3]],
        map: new Map<unknown, unknown>([
          ["value", one],
          [two, "key"],
        ]),
        set: new Set([one, two]),
        deep: { deeper: [{ deepest: one }] },
      }),
    ).to.deep.equal({
      list: [1, ["two", 3]],
      map: new Map<unknown, unknown>([
        ["value", 1],
        ["two", "key"],
      ]),
      set: new Set([1, "two"]),
      deep: { deeper: [{ deepest: 1 }] },
    });
  });

  it("are told from texts that equal their keys", async () => {
    const future = client.submit(same, "value");
    await future;
    const pair = (text: string, value: string) => [text, value];
    expect(await client.submit(pair, future.key, future)).to.deep.equal([future.key, "value"]);
    expect(await client.submit(pair, future.key, "alone")).to.deep.equal([future.key, "alone"]);
  });

  it("count in the key by what they are", async () => {
    const [one, two] = client.map(same, [1, 2]);
    expect(client.submit(increment, one as Future<number>).key).to.equal(
      client.submit(increment, one as Future<number>).key,
    );
    expect(client.submit(increment, one as Future<number>).key).to.not.equal(
      client.submit(increment, two as Future<number>).key,
    );
  });

  it("can be mapped over", async () => {
    const futures = client.map(increment, client.map(same, [1, 2, 3]));
    expect(await client.gather(futures)).to.deep.equal([2, 3, 4]);
  });

  it("can be a chain of a thousand", async () => {
    let last = client.submit(same, 0);
    for (let i = 0; i < 1000; i++) last = client.submit(increment, last);
    expect(await last).to.equal(1000);
  });

  it("can be a thousand of one task", async () => {
    const futures = client.map(
      same,
      Array.from({ length: 1000 }, (_, i) => i),
    );
    expect(await client.submit((xs: number[]) => xs.reduce((a, b) => a + b), futures)).to.equal(499_500);
  });

  it("are kept until their dependents have run, though nobody else holds them", async () => {
    await using gate = await Gate.build();
    const behind = client.submit(passGate, gate.port, 20);
    const sum = client.submit((x: number, y: number) => x + y, behind, client.submit(same, 1));
    behind.release();
    await gate.arrived();
    gate.open();
    expect(await sum).to.equal(21);
  });

  it("of several megabytes move between workers and to the client intact", async () => {
    const size = 5 * MEGABYTE;
    const made = client.submit(pattern, size);
    await using gate = await Gate.build();
    const impure = client.options({ pure: false });
    // Both wait at the gate, so each worker has one.
    const checkBoth = async (bytes: Uint8Array, port: number) => {
      const { connect } = await import("node:net");
      await new Promise((resolve) => connect(port, "127.0.0.1").once("data", resolve));
      const words = new Uint32Array(bytes.slice().buffer);
      return [getWorker().name, words.every((word, i) => word === Math.imul(i, 2654435761) >>> 0)] as const;
    };
    const checks = [1, 2].map(() => impure.submit(checkBoth, made, gate.port));
    await gate.arrived(2);
    gate.open();
    const seen = new Map(await client.gather(checks));
    expect([...seen.keys()].sort()).to.deep.equal(
      client
        .workers()
        .map(({ name }) => name)
        .sort(),
    );
    expect([...seen.values()]).to.deep.equal([true, true]);
    const bytes = await made;
    expect(bytes.length).to.equal(size);
    expect(bytes).to.deep.equal(pattern(size));
  });

  it("may be large arguments", async () => {
    const bytes = pattern(3 * MEGABYTE);
    const length = await client.submit((given: Uint8Array) => given.length, bytes);
    expect(length).to.equal(bytes.length);
    expect(await client.submit(same, "x".repeat(2 * MEGABYTE))).to.have.lengthOf(2 * MEGABYTE);
  });

  describe("inside results", () => {
    const makeFutures = (port: number) => {
      const client = getClient();
      const later = async (at: number) => {
        const { connect } = await import("node:net");
        await new Promise((resolve) => connect(at, "127.0.0.1").once("data", resolve));
        return "later";
      };
      return { now: client.submit((x: number) => x * 2, 21), list: [client.submit(later, port)] };
    };

    it("arrive as futures, alive though the task has ended", async () => {
      await using gate = await Gate.build();
      const { now, list } = await client.options({ pure: false }).submit(makeFutures, gate.port);
      expect(now).to.be.instanceOf(Future);
      await gate.arrived();
      gate.open();
      expect(await now).to.equal(42);
      expect(await client.gather(list)).to.deep.equal(["later"]);
    });

    it("are held by the result for as long as it is held", async () => {
      await using gate = await Gate.build();
      const outer = client.options({ pure: false }).submit(makeFutures, gate.port);
      const inner = (await outer).list[0] as Future<string>;
      await gate.arrived();
      const { key } = inner;
      inner.release();
      const again = client.future<string>(key);
      gate.open();
      expect(await again).to.equal("later");
    });

    it("are no dependencies: who gets such a result gets futures", async () => {
      await using gate = await Gate.build();
      gate.open();
      const outer = client.options({ pure: false }).submit(makeFutures, gate.port);
      const open = async ({ now, list }: { now: Future<number>; list: Future<string>[] }) => [
        typeof now.key,
        await now,
        ...(await getClient().gather(list)),
      ];
      expect(await client.submit(open as never, outer as never)).to.deep.equal(["string", 42, "later"]);
    });

    it("resolve to their results where they are the result itself", async () => {
      const wrap = (x: number) => getClient().submit((y: number) => y + 1, x);
      expect(await client.submit(wrap, 1)).to.equal(2);
    });
  });

  it("that are gone with their client are errors of who asks", async () => {
    const other = await shared.join();
    const theirs = other.submit(same, "theirs");
    await theirs;
    expect(() => client.submit(same, theirs)).to.throw("another client");
    const unknown = client.future("no-such-key");
    const error = await failureOf(unknown);
    expect(error.name).to.equal("LostError");
    expect(error.key).to.equal("no-such-key");
    expect(unknown.status).to.equal("lost");
  });
});
