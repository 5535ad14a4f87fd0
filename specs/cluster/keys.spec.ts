import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { runInThisContext } from "node:vm";
import { expect } from "chai";
import { type Client, remoteModule } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate, passGate } from "../support/gate.ts";

/** Passes the gate, and fails then. */
const failAtGate = async (port: number): Promise<never> => {
  const { connect } = await import("node:net");
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => resolve());
    socket.once("error", reject);
  });
  throw new RangeError("failed at the gate");
};

/** JavaScript as it is, whatever compiles this file. */
const plain = "(x, options) => [x, options.deep]";
const options = { deep: [1n, new Set(["b", "a"])], also: new Map([["k", -0]]) };
/** The keys of `plain` with 1 and those options, and of `Math.hypot` with 3 and 4. */
const FIXED = ["lambda-ee0ec53b1cd85af7d22b1bc54ec853ea", "hypot-39faa0733ef6e004f560d4883d99aa19"];

describeOnEachBus("keys of tasks", { workers: 2 }, (shared) => {
  describe("a key", () => {
    let client: Client;
    let other: Client;

    before(async () => {
      client = shared.client;
      other = await shared.join();
    });

    it("is one computation for all clients, also while it still runs", async () => {
      await using gate = await Gate.build();
      const mine = client.submit(passGate, gate.port, "once");
      await gate.arrived();
      const theirs = other.submit(passGate, gate.port, "once");
      expect(theirs.key).to.equal(mine.key);
      await other.delivered();
      gate.open();
      expect(await Promise.all([mine, theirs])).to.deep.equal(["once", "once"]);
      expect(gate.arrivals).to.equal(1);
    });

    it("is one failure for all clients, until nobody holds it any more", async () => {
      await using gate = await Gate.build();
      gate.open();
      const mine = client.submit(failAtGate, gate.port);
      expect(await failureOf(mine)).to.be.instanceOf(RangeError);
      const theirs = other.submit(failAtGate, gate.port);
      const error = await failureOf(theirs);
      expect([error.name, error.message, error.key]).to.deep.equal([
        "RangeError",
        "failed at the gate",
        mine.key,
      ]);
      expect(gate.arrivals).to.equal(1);
      mine.release();
      theirs.release();
      await Promise.resolve();
      await Promise.all([client.delivered(), other.delivered()]);
      await failureOf(client.submit(failAtGate, gate.port));
      expect(gate.arrivals).to.equal(2);
    });

    it("that was given names the first computation, whatever is submitted under it while it is known", async () => {
      const named = client.options({ key: "the-answer" });
      const first = named.submit(() => 42);
      const second = named.submit(() => 43);
      expect(await second).to.equal(42);
      expect(await other.options({ key: "the-answer" }).submit((x: string) => x, "44")).to.equal(42);
      expect(await first).to.equal(42);
    });

    it("is made of function and arguments alone", async () => {
      const keys = [
        client.submit(passGate, 1, "x"),
        client.options({ workers: ["nobody"], resources: { gpu: 1 }, priority: 3 }).submit(passGate, 1, "x"),
        client.options({ workers: ["nobody"], allowOtherWorkers: true, retries: 1 }).submit(passGate, 1, "x"),
      ].map(({ key }) => key);
      expect(new Set(keys).size).to.equal(1);
    });

    it("is the same in every process and with every version", async () => {
      const fn = runInThisContext(plain) as (x: number, o: typeof options) => unknown;
      const keys = [client.submit(fn, 1, options).key, client.submit(Math.hypot, 3, 4).key];
      expect(keys).to.deep.equal(FIXED);
    });

    it("is the same in another process", async () => {
      const program = `
      import { runInThisContext } from "node:vm";
      import { Client } from "troupe";
      const client = await Client.local({ workers: 0, bus: "memory" });
      const fn = runInThisContext(${JSON.stringify(plain)});
      const options = { also: new Map([["k", -0]]), deep: [1n, new Set(["a", "b"])] };
      console.log(client.submit(fn, 1, options).key, client.submit(Math.hypot, 3, 4).key);
      await client.close();`;
      const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
      expect(stdout.trim().split(" ")).to.deep.equal(FIXED);
    });

    it("of a module's export goes by the module's content, not by where it lies", async () => {
      const folder = await mkdtemp(join(tmpdir(), "troupe-keys-"));
      const keyOf = async (name: string, source: string) => {
        const url = pathToFileURL(join(folder, name));
        await writeFile(url, source);
        return client.submit(remoteModule<{ readonly twice: (x: number) => number }>(url).twice, 2).key;
      };
      const source = "export const twice = (x) => 2 * x;";
      const key = await keyOf("a.mjs", source);
      expect(key).to.match(/^twice-[0-9a-f]{32}$/);
      expect(await keyOf("b.mjs", source)).to.equal(key);
      expect(await keyOf("c.mjs", `${source}\n`)).to.not.equal(key);
      await rm(folder, { recursive: true });
    });
  });

  describe("map", () => {
    it("over nothing submits nothing", async () => {
      const { client } = shared;
      expect(client.map((x: number) => x, [])).to.deep.equal([]);
      expect(client.map((x: number, y: number) => x + y, [1, 2], [])).to.deep.equal([]);
      expect(await client.gather(client.map((x: number) => x, new Set<number>()))).to.deep.equal([]);
    });

    it("takes futures among the items, and futures of what it gave", async () => {
      const { client } = shared;
      const squares = client.map((x: number) => x * x, [1, 2, 3]);
      const sums = client.map((x: number, y: number) => x + y, squares, [10, 20, 30]);
      const nested = client.map((xs: number[]) => xs.length, [squares, sums, []]);
      expect(await client.gather({ sums, nested })).to.deep.equal({ sums: [11, 24, 39], nested: [3, 3, 0] });
    });

    it("takes twenty thousand items, each in its place", async () => {
      const { client } = shared;
      const count = 20_000;
      function* numbers() {
        for (let i = 0; i < count; i++) yield i;
      }
      const futures = client.map((x: number) => x + 1, numbers());
      await client.ready();
      const values = await client.gather(futures);
      expect(values.length).to.equal(count);
      expect(values.every((value, i) => value === i + 1)).to.equal(true);
      for (const future of futures) future.release();
    });
  });
});
