import type { Client, Future } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

declare const a: Future<number>;
declare const word: Future<string>;

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
