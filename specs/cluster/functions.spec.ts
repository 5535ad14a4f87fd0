import { expect } from "chai";
import { CaptureError, type Client, remoteModule, SerializationError } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf, thrownBy } from "../support/failure.ts";

const tasks = remoteModule<typeof import("../support/tasks.ts")>(
  new URL("../support/tasks.ts", import.meta.url),
);
const outside = 7;

describeOnEachBus("what can be sent", { typescript: true, workers: 1 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  describe("as a function", () => {
    it("is an arrow function", async () => {
      expect(await client.submit((x: number, y = 2) => x * y, 21)).to.equal(42);
    });

    it("is a function that calls itself by its name", async () => {
      function factorial(n: number): number {
        return n < 2 ? 1 : n * factorial(n - 1);
      }
      expect(await client.submit(factorial, 5)).to.equal(120);
    });

    it("is an async function", async () => {
      const later = async ({ x, ...rest }: { x: number; y: number }) => {
        await new Promise((resolve) => setImmediate(resolve));
        return [x, rest];
      };
      expect(await client.submit(later, { x: 1, y: 2 })).to.deep.equal([1, { y: 2 }]);
    });

    it("is a shorthand method, or a static one", async () => {
      const methods = {
        double(x: number) {
          return x * 2;
        },
      };
      class Numbers {
        readonly n = 0;

        static half(x: number) {
          return x / 2;
        }
      }
      expect(await client.submit(methods.double, 21)).to.equal(42);
      expect(await client.submit(Numbers.half, 84)).to.equal(42);
    });

    it("is a generator's user", async () => {
      const count = (n: number) => {
        function* numbers() {
          for (let i = 0; i < n; i++) yield i;
        }
        return [...numbers()];
      };
      expect(await client.submit(count, 3)).to.deep.equal([0, 1, 2]);
    });

    it("is one with a class and helpers of its own", async () => {
      const run = () => {
        class Counter {
          static #made = 0;
          #n = 0;
          constructor() {
            Counter.#made++;
          }
          increment() {
            this.#n++;
            return this;
          }
          get state() {
            return [Counter.#made, this.#n];
          }
        }
        return new Counter().increment().increment().state;
      };
      expect(await client.submit(run)).to.deep.equal([1, 2]);
    });

    it("is one that imports", async () => {
      const join = async (...parts: string[]) => (await import("node:path")).posix.join(...parts);
      expect(await client.submit(join, "a", "b")).to.equal("a/b");
      const packaged = async () => typeof (await import("rxjs")).Observable;
      expect(await client.submit(packaged)).to.equal("function");
    });

    it("is a built-in", async () => {
      expect(await client.submit(JSON.parse, "[1]")).to.deep.equal([1]);
      expect(await client.submit(Object.keys, { a: 1 })).to.deep.equal(["a"]);
    });

    it("is an export of a module, by its content and name", async () => {
      const future = client.submit(tasks.area, 6, 7);
      expect(await future).to.equal(42);
      expect(future.key).to.match(/^area-/);
      expect(await client.gather(client.map(tasks.area, [1, 2], [3, 4]))).to.deep.equal([3, 8]);
    });
  });

  describe("among the arguments", () => {
    it("is any function, also inside arrays and objects", async () => {
      type Step = (x: number) => number;
      const apply = (x: number, steps: Step[], { last }: { last: Step }) =>
        last(steps.reduce((value, step) => step(value), x));
      const offset = (x: number) => x + 1;
      const future = client.submit(apply, 3, [(x: number) => x * 2, offset], { last: Math.sqrt });
      expect(await future).to.equal(Math.sqrt(7));
      const other = client.submit(apply, 3, [(x: number) => x * 3, offset], { last: Math.sqrt });
      expect(other.key).to.not.equal(future.key);
      expect(await client.submit((area: typeof tasks.area) => area(2, 3), tasks.area)).to.equal(6);
    });

    it("is a class", async () => {
      class Point {
        readonly x: number;
        constructor(x: number) {
          this.x = x;
        }
        get doubled() {
          return this.x * 2;
        }
      }
      const make = (Class: typeof Point, x: number) => new Class(x).doubled;
      expect(await client.submit(make, Point, 21)).to.equal(42);
    });

    it("is every value that can travel, and comes back as it was", async () => {
      const value = {
        list: [undefined, null, -0, Number.NaN, 2n ** 70n, "text"],
        map: new Map<unknown, unknown>([[{ a: 1 }, new Set([1])]]),
        date: new Date(0),
        pattern: /a+/gi,
        url: new URL("https://example.org/a?b=c"),
        bytes: new Uint8Array([1, 2, 3]),
        floats: new Float64Array([0.5, -0]),
        error: new RangeError("kept", { cause: new Error("too") }),
      };
      const back = await client.submit((given: typeof value) => given, value);
      expect(back).to.deep.include({ list: value.list, map: value.map, date: value.date, url: value.url });
      expect([back.pattern, back.bytes, back.floats]).to.deep.equal([
        value.pattern,
        value.bytes,
        value.floats,
      ]);
      expect(back.error).to.be.instanceOf(RangeError);
      expect(back.error.message).to.equal("kept");
      expect((back.error.cause as Error).message).to.equal("too");
    });
  });

  describe("and what cannot", () => {
    it("is refused by submit and map themselves, with each name and both ways out", () => {
      const captures = (x: number) => x + outside;
      for (const submit of [() => client.submit(captures, 1), () => client.map(captures, [1])]) {
        const error = thrownBy(submit);
        expect(error).to.be.instanceOf(CaptureError);
        expect(error.message).to.include("outside").and.to.include("argument").and.to.include("remoteModule");
      }
      const apply = (f: (x: number) => number) => f(1);
      expect(() => client.submit(apply, captures)).to.throw(CaptureError, "outside");
      expect(() => client.submit((fs: unknown[]) => fs.length, [{ captures }])).to.throw(
        CaptureError,
        "outside",
      );
    });

    it("is a bound method, with the way out for one", () => {
      const bound = [1, 2].join.bind([3]);
      expect(() => client.submit(bound)).to.throw(CaptureError, "client.submit(");
    });

    it("is no function at all", () => {
      for (const wrong of [undefined, null, 7, "text", {}]) {
        expect(() => client.submit(wrong as never)).to.throw(CaptureError, "A function or class is needed");
        expect(() => client.map(wrong as never, [1])).to.throw(CaptureError, "A function or class is needed");
      }
    });

    it("is refused among arguments with the path to it, at submit", () => {
      class Account {
        owner = "ann";
      }
      const cycle: { self?: unknown } = {};
      cycle.self = cycle;
      const cases: [unknown, string][] = [
        [{ list: [1, Symbol("s")] }, "list"],
        [{ account: new Account() }, "account"],
        [cycle, "self"],
        [new Map([["key", new WeakMap()]]), "key"],
      ];
      for (const [value, where] of cases) {
        const error = thrownBy(() => client.submit((x: unknown) => x, value));
        expect(error).to.be.instanceOf(SerializationError);
        expect(error.path).to.include(where);
        expect(error.message).to.include(error.path as string);
      }
    });

    it("is refused as a result with the path to it, at the future; other tasks go on", async () => {
      const results = {
        nested: () => ({ list: [1, { callback: () => 1 }] }),
        instance: () => [new (class Account {})()],
        symbol: () => Symbol("s"),
      };
      const good = client.map((x: number) => x + 1, [1, 2, 3]);
      const bad = Object.values(results).map((fn) =>
        client.options({ pure: false }).submit(fn as () => unknown),
      );
      for (const future of bad) {
        const error = await failureOf(future);
        expect(error).to.be.instanceOf(SerializationError);
        expect(error.key).to.equal(future.key);
      }
      expect((await failureOf(bad[0] as PromiseLike<unknown>)).path).to.include("list[1].callback");
      expect(await client.gather(good)).to.deep.equal([2, 3, 4]);
    });

    it("is more than 64 MB of arguments", () => {
      const error = thrownBy(() => client.submit((x: Uint8Array) => x.length, new Uint8Array(65 << 20)));
      expect(error).to.be.instanceOf(SerializationError);
      expect(error.message).to.include("67108864");
    });

    it("is a module that is not there", async () => {
      const nowhere = remoteModule<typeof import("../support/tasks.ts")>(
        new URL("./nowhere.ts", import.meta.url),
      );
      expect(() => client.submit(nowhere.area, 1)).to.throw(CaptureError, "nowhere.ts");
    });
  });
});
