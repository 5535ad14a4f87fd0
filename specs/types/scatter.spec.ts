import type { Future, Scattered } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

declare const rows: readonly { readonly id: number }[];
declare const inner: Future<number>;
declare const either: number | string;

describe("types of scatter", () => {
  it(
    "give futures in the shape of the value",
    compiled((client) => {
      expectType<Future<number>[]>().of(client.scatter([1, 2, 3]));
      expectType<Future<{ readonly id: number }>[]>().of(client.scatter(rows));
      expectType<[Future<number>, Future<string>]>().of(client.scatter<readonly [number, string]>([1, "a"]));
      expectType<Map<string, Future<number>>>().of(client.scatter(new Map([["a", 1]])));
      expectType<{ a: Future<number>; b: Future<boolean[]> }>().of(client.scatter({ a: 1, b: [true] }));
    }),
  );

  it(
    "give one future of anything else",
    compiled((client) => {
      expectType<Future<number>>().of(client.scatter(1));
      expectType<Future<Uint8Array<ArrayBuffer>>>().of(client.scatter(new Uint8Array(1)));
      expectType<Future<Set<number>>>().of(client.scatter(new Set([1])));
      expectType<Future<Date>>().of(client.scatter(new Date()));
      expectType<Future<string | number>>().of(client.scatter(either));
      expectType<Future<boolean>>().of(client.scatter(true as boolean));
      expectType<Future<Future<number>>>().of(client.scatter(inner));
      expectType<Future<null>>().of(client.scatter(null));
    }),
  );

  it(
    "go with submit and gather",
    compiled(async (client) => {
      const [first] = client.scatter(["a", "b"]);
      if (first !== undefined) expectType<Future<number>>().of(client.submit((s: string) => s.length, first));
      expectType<string[]>().of(await client.gather(client.scatter(["a", "b"])));
      expectType<Scattered<string>>().of(
        client.scatter("a", { hash: false, workers: ["ann"], broadcast: true }),
      );
      // @ts-expect-error there is no such option
      client.scatter(1, { direct: true });
    }),
  );

  it(
    "tell who has what",
    compiled(async (client) => {
      expectType<Map<string, string[]>>().of(await client.whoHas([inner]));
      expectType<Map<string, string[]>>().of(await client.whoHas(inner));
      // @ts-expect-error keys are not futures
      void client.whoHas(["key"]);
    }),
  );
});
