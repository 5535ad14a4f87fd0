import type { Future } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

interface Options {
  scale: number;
  limits?: { low?: number; high: number };
  names: readonly string[];
}

declare const a: Future<number>;
declare const b: Future<number>;
declare const word: Future<string>;

describe("types of the arguments of submit", () => {
  it(
    "takes a future wherever its value is wanted",
    compiled((client) => {
      expectType<Future<number>>().of(client.submit((x: number, n: number) => x * n, a, 10));
      expectType<Future<number>>().of(client.submit((xs: number[]) => xs.length, [a, 1, b]));
      expectType<Future<number>>().of(client.submit((xs: readonly number[]) => xs.length, [a, b] as const));
      expectType<Future<string>>().of(client.submit((p: [number, string]) => p[1], [a, word]));
      expectType<Future<number>>().of(client.submit((xss: number[][]) => xss.length, [[a], [1, b]]));
      expectType<Future<number>>().of(client.submit((m: Map<string, number>) => m.size, new Map([["x", a]])));
      expectType<Future<number>>().of(
        client.submit((m: Map<string, number[]>) => m.size, new Map([[word, [a]]])),
      );
      expectType<Future<number>>().of(client.submit((s: ReadonlySet<number>) => s.size, new Set([a, b])));
      expectType<Future<number>>().of(
        client.submit((o: Record<string, number>) => o["x"] ?? 0, { x: a, y: 1 }),
      );
    }),
  );

  it(
    "takes futures inside objects described by interfaces, with optional parts",
    compiled((client) => {
      const use = (o: Options) => o.scale;
      expectType<Future<number>>().of(client.submit(use, { scale: a, names: [word, "b"] }));
      expectType<Future<number>>().of(client.submit(use, { scale: 1, limits: { high: a }, names: [] }));
      expectType<Future<number>>().of(
        client.submit(
          (os: Map<string, Options[]>) => os.size,
          new Map([["x", [{ scale: a, names: [word] }]]]),
        ),
      );
      const options: Options = { scale: 1, names: [] };
      expectType<Future<number>>().of(client.submit(use, options));
      expectType<Future<number>>().of(
        client.submit(
          use,
          client.submit(() => options),
        ),
      );
      // @ts-expect-error scale is a number
      client.submit(use, { scale: word, names: [] });
      // @ts-expect-error scale is missing
      client.submit(use, { names: [] });
    }),
  );

  it(
    "takes unions, recursive types, and what travels in one piece",
    compiled((client) => {
      type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
      interface Tree {
        value: number;
        children: Tree[];
      }
      expectType<Future<string>>().of(client.submit((j: Json) => String(j), { x: [a, { y: word }] }));
      expectType<Future<number>>().of(
        client.submit((t: Tree) => t.value, { value: a, children: [{ value: 1, children: [] }] }),
      );
      expectType<Future<string>>().of(client.submit((x: number | string[]) => String(x), [word]));
      expectType<Future<boolean>>().of(
        client.submit(
          (x: boolean) => !x,
          client.submit(() => true),
        ),
      );
      expectType<Future<number>>().of(
        client.submit(
          (d: Date) => d.getTime(),
          client.submit(() => new Date()),
        ),
      );
      expectType<Future<number>>().of(client.submit((bytes: Uint8Array) => bytes.length, Buffer.from("a")));
      expectType<Future<string>>().of(client.submit((x: unknown) => String(x), [a]));
    }),
  );

  it(
    "takes functions and classes among the arguments",
    compiled((client) => {
      class Parser {
        parse(text: string) {
          return text.length;
        }
      }
      expectType<Future<number[]>>().of(
        client.submit(
          (xs: number[], keep: (x: number) => boolean) => xs.filter(keep),
          [1, a],
          (x) => x > 1,
        ),
      );
      expectType<Future<number>>().of(
        client.submit((P: typeof Parser, text: string) => new P().parse(text), Parser, word),
      );
    }),
  );

  it(
    "keeps literals that the function asks for",
    compiled((client) => {
      expectType<Future<string>>().of(client.submit((mode: "fast" | "safe") => mode.toUpperCase(), "fast"));
      expectType<Future<number>>().of(
        client.submit((o: { mode: "fast" | "safe"; at: [number, number] }) => o.at[0], {
          mode: "fast",
          at: [1, a],
        }),
      );
      // @ts-expect-error there is no such mode
      client.submit((mode: "fast" | "safe") => mode, "slow");
    }),
  );

  it(
    "gives unannotated parameters the types of the values",
    compiled((client) => {
      expectType<Future<number>>().of(client.submit((x, y) => x + y, 1, 2));
      expectType<Future<number>>().of(client.submit((x) => x + 1, a));
      expectType<Future<number>>().of(client.submit((x: number, y) => x * y, 1, b));
      expectType<Future<number[]>>().of(client.submit((xs) => xs, [a, b]));
      expectType<Future<Map<string, number>>>().of(client.submit((m) => m, new Map([[word, a]])));
      expectType<Future<{ x: number; deep: { y: string[] } }>>().of(
        client.submit((o) => o, { x: a, deep: { y: [word] } }),
      );
      expectType<Future<string>>().of(client.submit(({ x }, [y]) => `${x}${y}`, { x: a }, [word]));
    }),
  );

  it(
    "refuses what the function cannot take",
    compiled((client) => {
      const add = (x: number, y: number) => x + y;
      // @ts-expect-error y is a number
      client.submit(add, 1, "2");
      // @ts-expect-error y is a number
      client.submit(add, 1, word);
      // @ts-expect-error a promise does not travel
      client.submit(add, 1, Promise.resolve(2));
      // @ts-expect-error y is missing
      client.submit(add, 1);
      // @ts-expect-error there is no third parameter
      client.submit(add, 1, 2, 3);
      // @ts-expect-error there is no parameter
      client.submit(() => 1, 2);
      // @ts-expect-error there is no second parameter
      client.submit((x) => x, 1, 2);
      // @ts-expect-error the elements are numbers
      client.submit((xs: number[]) => xs.length, [a, word]);
      // @ts-expect-error the values are numbers
      client.submit((m: Map<string, number>) => m.size, new Map([["x", word]]));
      // @ts-expect-error it is no function
      client.submit("work", 1);
      // @ts-expect-error what a future holds is not known to be a string
      client.submit((x) => x.length, a);
    }),
  );
});
