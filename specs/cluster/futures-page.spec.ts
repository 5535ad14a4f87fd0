import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  asCompleted,
  type Client,
  type Future,
  fireAndForget,
  getClient,
  rejoin,
  secede,
  wait,
} from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { Gate } from "../support/gate.ts";

const increment = (x: number) => x + 1;
const add = (x: number, y: number) => x + y;
const sum = (numbers: readonly number[]) => numbers.reduce((total, x) => total + x, 0);
const divide = (x: number, y: number) => {
  if (y === 0) throw new RangeError("division by zero");
  return x / y;
};
const range = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);

describeOnEachBus("the Futures page of Dask, in TypeScript:", { workers: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  describe("submitting", () => {
    it("one call", async () => {
      const a = client.submit(increment, 10);
      expect(await a.result()).to.equal(11);
    });

    it("calls that depend on each other", async () => {
      const a = client.submit(increment, 1);
      const b = client.submit(increment, 2);
      const c = client.submit(add, a, b);
      expect(await c).to.equal(5);
    });

    it("the items of one iterable, and of several side by side", async () => {
      const futures = client.map(increment, range(1000));
      expect(await client.gather(futures)).to.deep.equal(range(1000, 1));
      const sums = client.map(add, futures, range(1000));
      expect(await client.gather(sums)).to.deep.equal(range(1000).map((x) => 2 * x + 1));
    });

    it("a list of futures as one argument", async () => {
      expect(await client.submit(sum, client.map(increment, range(100)))).to.equal(5050);
    });

    it("gathers futures from any shape", async () => {
      const [a, b] = [client.submit(increment, 1), client.submit(increment, 2)];
      expect(await client.gather({ a, rest: [b, { deep: new Set([a]) }] })).to.deep.equal({
        a: 2,
        rest: [3, { deep: new Set([2]) }],
      });
    });
  });

  describe("errors", () => {
    it("are those of the task, and of all that depends on it", async () => {
      const bad = client.submit(divide, 1, 0);
      const dependent = client.submit(add, bad, 10);
      const error = await dependent.exception();
      expect(error).to.be.instanceOf(RangeError);
      expect(error?.message).to.equal("division by zero");
      expect((error as RangeError & { key: string }).key).to.equal(bad.key);
      expect(await dependent.traceback()).to.include("divide");
      expect([bad.status, dependent.status]).to.deep.equal(["error", "error"]);
    });

    it("are collected as tasks end, beside what went well", async () => {
      const divisors = new Map(range(5).map((y) => [client.submit(divide, 12, y), y]));
      const results: number[] = [];
      const failures: [divisor: number | undefined, message: string][] = [];
      for await (const future of asCompleted(divisors.keys())) {
        const error = await future.exception();
        if (error === null) results.push(await future);
        else failures.push([divisors.get(future), error.message]);
      }
      expect(results.sort((x, y) => x - y)).to.deep.equal([3, 4, 6, 12]);
      expect(failures).to.deep.equal([[0, "division by zero"]]);
    });

    it("are left out of what is gathered", async () => {
      const futures = client.map(divide, [1, 2, 3], [1, 0, 3]);
      expect(await client.gather(futures, { errors: "skip" })).to.deep.equal([1, 1]);
      expect((await failureOf(client.gather(futures))).message).to.equal("division by zero");
    });
  });

  describe("waiting", () => {
    it("for all, and for the first", async () => {
      const futures = client.map(increment, range(10, 2000));
      const { done } = await wait(futures, { returnWhen: "FIRST_COMPLETED" });
      expect(done.size).to.be.greaterThan(0);
      const all = await wait(futures);
      expect([all.done.size, all.notDone.size]).to.deep.equal([10, 0]);
    });

    it("for each as it ends, with its result", async () => {
      let total = 0;
      for await (const [, value] of asCompleted(client.map(increment, range(10)), { withResults: true }))
        total += value;
      expect(total).to.equal(55);
    });

    it("for each as it ends, submitting more on the way", async () => {
      const completed = asCompleted(client.map(increment, range(16)));
      let odd: Future<number> | undefined;
      for await (const future of completed) {
        // Two that have ended make a third, until one is left.
        if (odd === undefined) {
          odd = future;
          continue;
        }
        completed.add(client.submit(add, odd, future));
        odd = undefined;
      }
      expect(await odd).to.equal(136);
    });
  });

  it("fire and forget: load, process and write, without a future kept", async () => {
    await using written = await Gate.build();
    const folder = mkdtempSync(join(tmpdir(), "troupe-specs-"));
    const load = async (path: string) => {
      const { readFile } = await import("node:fs/promises");
      return readFile(path, "utf8");
    };
    const shout = (text: string) => text.toUpperCase();
    const write = async (path: string, text: string, port: number) => {
      const { writeFile } = await import("node:fs/promises");
      const { connect } = await import("node:net");
      await writeFile(path, text);
      await new Promise<void>((resolve) => connect(port, "127.0.0.1", () => resolve()));
    };
    try {
      for (const name of ["a", "b", "c"]) writeFileSync(join(folder, name), `file ${name}`);
      for (const name of readdirSync(folder)) {
        using text = client.submit(load, join(folder, name));
        using processed = client.submit(shout, text);
        using end = client.submit(write, join(folder, `${name}.out`), processed, written.port);
        fireAndForget(end);
      }
      await written.arrived(3);
      const outputs = ["a", "b", "c"].map((name) => readFileSync(join(folder, `${name}.out`), "utf8"));
      expect(outputs).to.deep.equal(["FILE A", "FILE B", "FILE C"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  describe("tasks that submit tasks", () => {
    it("by waiting for them", async () => {
      const fib = async (n: number): Promise<number> => {
        if (n < 2) return n;
        const client = getClient();
        const [a, b] = await client.gather([client.submit(fib, n - 1), client.submit(fib, n - 2)] as const);
        return a + b;
      };
      expect(await client.submit(fib, 12)).to.equal(144);
    });

    it("by giving their slot away by hand", async () => {
      const fib = async (n: number): Promise<number> => {
        if (n < 2) return n;
        const client = getClient();
        const children = [client.submit(fib, n - 1), client.submit(fib, n - 2)] as const;
        secede();
        const [a, b] = await client.gather(children);
        rejoin();
        return a + b;
      };
      expect(await client.submit(fib, 10)).to.equal(55);
    });
  });

  it("a sweep over parameters, with the best of them", async () => {
    const score = (rate: number, depth: number) => ({
      rate,
      depth,
      loss: (rate - 0.3) ** 2 + (depth - 4) ** 2,
    });
    const grid = [0.1, 0.2, 0.3, 0.4].flatMap((rate) => [2, 4, 8].map((depth) => [rate, depth] as const));
    const scores = client.map(
      score,
      grid.map(([rate]) => rate),
      grid.map(([, depth]) => depth),
    );
    const best = client.submit(
      (all: ReturnType<typeof score>[]) => all.reduce((a, b) => (b.loss < a.loss ? b : a)),
      scores,
    );
    expect(await best).to.deep.equal({ rate: 0.3, depth: 4, loss: 0 });
  });

  it("a pipeline whose last stage takes the futures of the stage before as a list", async () => {
    const texts = ["to be or not to be", "be that as it may", "to do is to be"];
    const count = (text: string) => {
      const words = new Map<string, number>();
      for (const word of text.split(" ")) words.set(word, (words.get(word) ?? 0) + 1);
      return words;
    };
    const merge = (counts: readonly ReadonlyMap<string, number>[]) => {
      const all = new Map<string, number>();
      for (const words of counts) for (const [word, n] of words) all.set(word, (all.get(word) ?? 0) + n);
      return all;
    };
    const top = (words: ReadonlyMap<string, number>, n: number) =>
      [...words].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).slice(0, n);
    const counts = client.map(count, texts);
    const words = client.submit(merge, counts);
    expect(await client.submit(top, words, 2)).to.deep.equal([
      ["be", 4],
      ["to", 4],
    ]);
  });

  it("an iterative algorithm that ends when it converges", async () => {
    // Two means of points in four parts: each round depends on the one before, and its parts run side by side.
    const parts = [range(10), range(10, 100), range(10, 5), range(10, 95)];
    const assign = (points: readonly number[], [low, high]: readonly [number, number]) => {
      const near = points.filter((x) => Math.abs(x - low) <= Math.abs(x - high));
      const total = near.reduce((all, x) => all + x, 0);
      const rest = points.reduce((all, x) => all + x, 0) - total;
      return { near: near.length, total, far: points.length - near.length, rest };
    };
    const update = (parts: readonly ReturnType<typeof assign>[]): [number, number] => {
      const of = (name: "near" | "total" | "far" | "rest") =>
        parts.reduce((all, part) => all + part[name], 0);
      return [of("total") / of("near"), of("rest") / of("far")];
    };
    let means: [number, number] = [0, 20];
    let rounds = 0;
    for (let moved = Number.POSITIVE_INFINITY; moved > 1e-9; rounds++) {
      const assigned = parts.map((points) => client.submit(assign, points, means));
      const next = await client.submit(update, assigned);
      moved = Math.abs(next[0] - means[0]) + Math.abs(next[1] - means[1]);
      means = next;
    }
    expect(means).to.deep.equal([7, 102]);
    expect(rounds).to.be.greaterThan(1);
  });
});
