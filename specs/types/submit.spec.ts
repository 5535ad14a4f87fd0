import type { Client, Future } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

interface Options {
  scale: number;
  limits?: { low?: number; high: number };
  names: readonly string[];
}

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

describe("types of submit with an overloaded function", () => {
  function read(path: string, encoding: "utf8"): Promise<string>;
  function read(path: string, encoding?: string): Promise<string | Uint8Array>;
  async function read(path: string, encoding?: string): Promise<string | Uint8Array> {
    return encoding === undefined ? new Uint8Array(0) : path;
  }

  function area(side: number): number;
  function area(width: number, height: number): string;
  function area(shape: { radius: number }): bigint;
  function area(shapes: readonly { radius: number }[]): boolean;
  function area(_first: unknown, _second?: unknown): unknown {
    return undefined;
  }

  it(
    "gives the result of the first signature that takes the arguments",
    compiled((client: Client) => {
      expectType<Future<string>>().of(client.submit(read, "a.txt", "utf8"));
      expectType<Future<string | Uint8Array>>().of(client.submit(read, "a.txt"));
      expectType<Future<string | Uint8Array>>().of(client.submit(read, word, "latin1"));
      expectType<Future<number>>().of(client.submit(area, 1));
      expectType<Future<number>>().of(client.submit(area, a));
      expectType<Future<string>>().of(client.submit(area, a, 2));
      expectType<Future<bigint>>().of(client.submit(area, { radius: a }));
      expectType<Future<boolean>>().of(client.submit(area, [{ radius: 1 }, { radius: a }]));
    }),
  );

  it(
    "refuses arguments that no signature takes",
    compiled((client) => {
      // @ts-expect-error a shape has a radius
      client.submit(area, { side: 1 });
      // @ts-expect-error no signature takes three
      client.submit(area, 1, 2, 3);
      // @ts-expect-error every signature takes one
      client.submit(area);
    }),
  );
});
