import type { Future } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

declare const a: Future<number>;
declare const b: Future<number>;
declare const word: Future<string>;

describe("types of submit", () => {
  it(
    "gives a future of what the function returns",
    compiled((client) => {
      expectType<Future<number>>().of(client.submit((x: number, y: number) => x + y, 1, 2));
      expectType<Future<string>>().of(client.submit(() => "done"));
      expectType<Future<void>>().of(client.submit(() => {}));
      expectType<Future<"a" | "b">>().of(client.submit((x: number): "a" | "b" => (x > 0 ? "a" : "b"), 1));
      expectType<Future<number | null>>().of(client.submit((x: number) => (x > 0 ? x : null), 1));
    }),
  );

  it(
    "awaits what async functions return",
    compiled((client) => {
      expectType<Future<number>>().of(client.submit(async (x: number) => x + 1, 1));
      expectType<Future<string[]>>().of(client.submit((x: string) => Promise.resolve([x]), "a"));
      expectType<Future<number>>().of(client.submit(async () => Promise.resolve(Promise.resolve(1))));
    }),
  );

  it(
    "awaits a future that is the result, and keeps one inside the result",
    compiled((client) => {
      const inner = client.submit(() => client.submit(() => 1));
      expectType<Future<number>>().of(inner);
      expectType<Future<number>>().of(client.submit(async () => client.submit(() => 1)));
      expectType<Future<Future<number>[]>>().of(client.submit(() => [client.submit(() => 1)]));
      expectType<Future<{ part: Future<string> }>>().of(
        client.submit(() => ({ part: client.submit(() => "a") })),
      );
    }),
  );

  it(
    "lets default, optional and rest parameters be left out",
    compiled((client) => {
      const scaled = (x: number, factor = 2, unit: string = "m") => `${x * factor}${unit}`;
      expectType<Future<string>>().of(client.submit(scaled, 1));
      expectType<Future<string>>().of(client.submit(scaled, 1, 3));
      expectType<Future<string>>().of(client.submit(scaled, a, b, word));
      expectType<Future<number>>().of(client.submit((x: number, y?: number) => x + (y ?? 0), 1));
      expectType<Future<number>>().of(client.submit((x: number, y = 2) => x * y, 1));
      expectType<Future<number>>().of(client.submit((x, y = 2) => x * y, a));
      expectType<Future<number>>().of(client.submit((x, y = 2) => x * y, a, b));
      expectType<Future<number>>().of(client.submit((...xs: number[]) => xs.length));
      expectType<Future<number>>().of(
        client.submit((first: string, ...xs: number[]) => first.length + xs.length, word, 1, a),
      );
      // @ts-expect-error factor is a number
      client.submit(scaled, 1, "3");
      // @ts-expect-error the rest are numbers
      client.submit((...xs: number[]) => xs.length, 1, "2");
    }),
  );

  it(
    "takes built-ins",
    compiled((client) => {
      expectType<Future<number>>().of(client.submit(Math.sqrt, 4));
      expectType<Future<number>>().of(client.submit(Math.max, 1, a, 3));
      expectType<Future<number>>().of(client.submit(parseInt, "7"));
      expectType<Future<number>>().of(client.submit(parseInt, word, 16));
      expectType<Future<ReturnType<typeof JSON.parse>>>().of(client.submit(JSON.parse, "[]"));
      expectType<Future<string>>().of(client.submit(JSON.stringify, [a, b], null, 2));
      expectType<Future<string[]>>().of(client.submit(Object.keys, { a: 1 }));
    }),
  );

  it(
    "infers the type parameters of generic functions from the values",
    compiled((client) => {
      const identity = <T>(x: T): T => x;
      const pair = <A, B>(x: A, y: B): [A, B] => [x, y];
      const first = async <T>(xs: readonly T[]): Promise<T | undefined> => xs[0];
      const id = <T extends { id: string }>(x: T): T["id"] => x.id;
      expectType<Future<{ a: number }>>().of(client.submit(structuredClone, { a: 1 }));
      expectType<Future<number>>().of(client.submit(identity, a));
      expectType<Future<[number, string]>>().of(client.submit(pair, a, "b"));
      expectType<Future<number | undefined>>().of(client.submit(first, [a, b]));
      expectType<Future<string>>().of(client.submit(id, { id: word }));
      // @ts-expect-error it has no id
      client.submit(id, { name: "x" });
    }),
  );

  it(
    "can be called in generic code",
    compiled((client) => {
      const twice = <T>(fn: (x: T) => T, x: T) => client.submit(fn, client.submit(fn, x) as Future<T>);
      expectType<Future<number>>().of(twice((x: number) => x + 1, 1));
      const later = <T>(fn: () => T): Future<Awaited<T>> => client.submit(fn);
      expectType<Future<number>>().of(later(async () => 1));
    }),
  );
});
