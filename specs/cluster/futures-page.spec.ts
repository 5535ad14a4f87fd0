import { expect } from "chai";
import { asCompleted, type Client, type Future, getClient, rejoin, secede, wait } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";

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
});
