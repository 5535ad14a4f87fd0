import { firstValueFrom, map, type Observable, of, switchMap, toArray } from "rxjs";
import { asCompleted, type Future, type FutureStatus } from "../../src/index.ts";
import { compiled, expectType } from "../support/types.ts";

declare const a: Future<number>;
declare const b: Future<number>;
declare const word: Future<string>;

describe("types of a Future", () => {
  it(
    "is awaited like a promise",
    compiled(async () => {
      expectType<number>().of(await a);
      expectType<number>().of(await a.result());
      expectType<number>().of(await a.result({ timeout: 500 }));
      expectType<Promise<string>>().of(a.then((value) => value.toFixed(2)));
      expectType<[number, string]>().of(await Promise.all([a, word]));
      expectType<Error | null>().of(await a.exception());
      expectType<string | null>().of(await a.traceback());
    }),
  );

  it(
    "is an Observable of its value",
    compiled(async () => {
      const observable: Observable<number> = a;
      expectType<Observable<string>>().of(observable.pipe(map((value) => value.toFixed(2))));
      expectType<Observable<number[]>>().of(
        a.pipe(
          switchMap((value) => of(value, value)),
          toArray(),
        ),
      );
      expectType<number>().of(await firstValueFrom(a));
      a.subscribe((value) => expectType<number>().of(value));
      expectType<Observable<FutureStatus>>().of(a.status$);
    }),
  );

  it(
    "is called back with itself",
    compiled(() => {
      a.addDoneCallback((future) => expectType<Future<number>>().of(future));
    }),
  );

  it(
    "stands for a wider value, not for a narrower one",
    compiled(() => {
      const wider: Future<number | string> = a;
      // @ts-expect-error it may be a string
      const narrower: Future<number> = wider;
      return narrower;
    }),
  );
});

describe("types of asCompleted", () => {
  it(
    "gives the futures themselves",
    compiled(async () => {
      for await (const future of asCompleted([a, b])) expectType<Future<number>>().of(future);
      for await (const future of asCompleted(new Set([a]), { withResults: false }))
        expectType<Future<number>>().of(future);
    }),
  );

  it(
    "gives pairs with results",
    compiled(async () => {
      for await (const [future, value] of asCompleted([a, b], { withResults: true })) {
        expectType<Future<number>>().of(future);
        expectType<number>().of(value);
      }
      for await (const [, value] of asCompleted([a, word], { withResults: true }))
        expectType<number | string>().of(value);
    }),
  );

  it(
    "is an Observable too, to which more can be added",
    compiled((client) => {
      const completed = asCompleted([a]);
      completed.add(b);
      completed.update(client.map((x: number) => x + 1, [1, 2]));
      expectType<number>().of(completed.count());
      completed.subscribe((future) => expectType<Future<number>>().of(future));
      asCompleted([a], { withResults: true }).subscribe((pair) =>
        expectType<[future: Future<number>, value: number]>().of(pair),
      );
      // @ts-expect-error it is no future of a number
      completed.add(word);
      // @ts-expect-error these are no futures
      asCompleted([1, 2]);
    }),
  );
});
