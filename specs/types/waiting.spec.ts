import {
  type Future,
  fireAndForget,
  progress,
  type ReturnWhen,
  type Waited,
  type WaitOptions,
  wait,
} from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

declare const a: Future<number>;
declare const b: Future<number>;
declare const word: Future<string>;

describe("types of wait", () => {
  it(
    "gives Sets of the futures that it was given",
    compiled(async (client) => {
      expectType<Promise<Waited<Future<number>>>>().of(wait([a, b]));
      const { done, notDone } = await wait(client.map((x: number) => x, [1, 2]));
      for (const future of done) expectType<number>().of(await future);
      expectType<Set<Future<number>>>().of(notDone);
      expectType<Set<Future<number> | Future<string>>>().of((await wait(new Set([a, word]))).done);
      expectType<Set<Future<string>>>().of((await wait(word)).done);
    }),
  );

  it(
    "takes futures alone, and three forms of waiting",
    compiled(async () => {
      const when: ReturnWhen = "FIRST_COMPLETED";
      const options: WaitOptions = { timeout: 100, returnWhen: when };
      await wait([a], options);
      await wait([a], { returnWhen: "ALL_COMPLETED" });
      await wait([a], { returnWhen: "FIRST_EXCEPTION" });
      // @ts-expect-error there is no such form
      await wait([a], { returnWhen: "ANY" });
      // @ts-expect-error the time is a number of ms
      await wait([a], { timeout: "1s" });
      // @ts-expect-error these are no futures
      await wait([1, 2]);
      // @ts-expect-error they stand one level deep
      await wait([[a]]);
    }),
  );
});

describe("types of fireAndForget and progress", () => {
  it(
    "take one future, or an iterable of any",
    compiled(async () => {
      expectType<void>().of(fireAndForget(a));
      fireAndForget([a, word]);
      fireAndForget(new Set([a]));
      expectType<Promise<void>>().of(progress(a));
      await progress(new Set([a, b]));
      // @ts-expect-error it is no future
      fireAndForget(1);
      // @ts-expect-error these are no futures
      await progress(["a"]);
    }),
  );
});
