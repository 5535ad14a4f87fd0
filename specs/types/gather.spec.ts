import type { Future } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

interface Report {
  readonly title: Future<string>;
  readonly parts: readonly Future<number>[];
  note?: Future<string>;
  date: Date;
}

declare const a: Future<number>;
declare const b: Future<number>;
declare const word: Future<string>;
declare const report: Report;

describe("types of gather", () => {
  it(
    "gives values in place of futures",
    compiled(async (client) => {
      expectType<number>().of(await client.gather(a));
      expectType<number[]>().of(await client.gather([a, b]));
      expectType<number[]>().of(await client.gather(client.map((x: number) => x, [1, 2])));
      expectType<number[][]>().of(await client.gather([[a], [b]]));
      expectType<(number | string)[]>().of(await client.gather([a, word, 1]));
      expectType<number[]>().of(await client.gather([a, b], { errors: "skip" }));
      expectType<Promise<number[]>>().of(client.gather([a], { errors: "raise" }));
      // @ts-expect-error there is no such way
      void client.gather([a], { errors: "ignore" });
    }),
  );

  it(
    "keeps the shape of tuples",
    compiled(async (client) => {
      const pair: [Future<number>, Future<string>] = [a, word];
      const open: [Future<string>, ...Future<number>[]] = [word, a];
      expectType<[number, string]>().of(await client.gather(pair));
      expectType<[number, string]>().of(await client.gather([a, word] as const));
      expectType<[string, ...number[]]>().of(await client.gather(open));
    }),
  );

  it(
    "keeps the shape of objects, Maps and Sets",
    compiled(async (client) => {
      expectType<{ x: number; y: string }>().of(await client.gather({ x: a, y: word }));
      expectType<{ deep: { xs: number[] }; n: number }>().of(
        await client.gather({ deep: { xs: [a] }, n: 1 }),
      );
      expectType<{ title: string; parts: number[]; note?: string; date: Date }>().of(
        await client.gather(report),
      );
      expectType<Map<string, number>>().of(await client.gather(new Map([["x", a]])));
      expectType<Map<string, number[]>>().of(await client.gather(new Map([[word, [a]]])));
      expectType<Set<number>>().of(await client.gather(new Set([a, b])));
      expectType<{ [key: string]: number }>().of(
        await client.gather<Record<string, Future<number>>>({ x: a }),
      );
    }),
  );

  it(
    "keeps the futures inside a result",
    compiled(async (client) => {
      const inner = client.submit(() => [client.submit(() => 1)]);
      expectType<Future<number>[][]>().of(await client.gather([inner]));
    }),
  );

  it(
    "can be called in generic code",
    compiled(async (client) => {
      const all = <T>(futures: readonly Future<T>[]): Promise<T[]> => client.gather(futures);
      expectType<number[]>().of(await all([a, b]));
    }),
  );
});
