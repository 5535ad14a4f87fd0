import type { Future } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

declare const numbers: Future<number>[];
declare const word: Future<string>;

describe("types of map", () => {
  it(
    "gives a future for each item",
    compiled((client) => {
      expectType<Future<number>[]>().of(client.map(Math.sqrt, [1, 4, 9]));
      expectType<Future<number>[]>().of(client.map((x: number, y: number) => x ** y, [1, 2, 3], [5, 5, 5]));
      expectType<Future<string>[]>().of(
        client.map(async (x: number, unit: string) => x + unit, [1, 2], ["m", word]),
      );
      expectType<Future<number>[]>().of(client.map((x: number, y = 2) => x * y, [1, 2]));
      expectType<Future<number>[]>().of(client.map(parseInt, ["1", "2"]));
      expectType<Future<number>[]>().of(client.map(Math.max, [1], [2], numbers));
    }),
  );

  it(
    "takes iterables of values, of futures and of containers of them",
    compiled((client) => {
      const double = (x: number) => x * 2;
      function* count(): Generator<number> {
        yield 1;
      }
      expectType<Future<number>[]>().of(client.map(double, numbers));
      expectType<Future<number>[]>().of(client.map(double, new Set([1, 2])));
      expectType<Future<number>[]>().of(client.map(double, count()));
      expectType<Future<number>[]>().of(client.map(double, [1, 2] as const));
      expectType<Future<number>[]>().of(client.map(double, new Map([["a", 1]]).values()));
      expectType<Future<string>[]>().of(client.map((letter: string) => letter.toUpperCase(), "abc"));
      expectType<Future<number>[]>().of(client.map((xs: number[]) => xs.length, [numbers, [1, 2]]));
      expectType<Future<string>[]>().of(client.map(([k, v]: [string, number]) => k + v, new Map([["a", 1]])));
      expectType<Future<string>[]>().of(
        client.map((o: { name: string; at?: number }) => o.name, [{ name: word }]),
      );
    }),
  );

  it(
    "gives unannotated parameters the types of the items",
    compiled((client) => {
      expectType<Future<number>[]>().of(client.map((x) => x * 2, [1, 2, 3]));
      expectType<Future<number>[]>().of(client.map((x) => x * 2, numbers));
      expectType<Future<string>[]>().of(client.map((x, y) => `${x}${y.length}`, new Set([1]), [word]));
      expectType<Future<number>[]>().of(client.map((x, y = 2) => x * y, numbers));
    }),
  );

  it(
    "infers the type parameters of generic functions, and selects the signature of overloaded ones",
    compiled((client) => {
      function size(side: number): number;
      function size(width: number, height: number): string;
      function size(name: "small" | "large"): bigint;
      function size(_first: unknown, _second?: unknown): unknown {
        return undefined;
      }
      expectType<Future<{ a: number }>[]>().of(client.map(structuredClone, [{ a: 1 }]));
      expectType<Future<number>[]>().of(client.map(size, [1, 2]));
      expectType<Future<string>[]>().of(client.map(size, [1, 2], numbers));
      expectType<Future<bigint>[]>().of(client.map(size, ["small", "large"]));
      // @ts-expect-error there is no such name
      client.map(size, ["small", "huge"]);
    }),
  );

  it(
    "refuses what it cannot map over",
    compiled((client) => {
      async function* count(): AsyncGenerator<number> {
        yield 1;
      }
      // @ts-expect-error async iterables are collected first
      client.map((x: number) => x, count());
      // @ts-expect-error one iterable for each parameter
      client.map((x: number, y: number) => x + y, [1]);
      // @ts-expect-error there is no second parameter
      client.map((x: number) => x, [1], [2]);
      // @ts-expect-error the items are numbers
      client.map((x: number) => x, ["1"]);
      // @ts-expect-error the items are numbers
      client.map((x: number) => x, [1, word]);
      // @ts-expect-error a number is no iterable
      client.map((x: number) => x, 1);
    }),
  );
});
