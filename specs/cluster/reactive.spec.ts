import { expect } from "chai";
import {
  expand,
  filter,
  from,
  lastValueFrom,
  mergeMap,
  type Observable,
  of,
  Subject,
  takeUntil,
  tap,
  toArray,
} from "rxjs";
import { asCompleted, type Client, getTask, wait } from "troupe";
import { describeOnEachBus } from "../support/clusters.ts";
import { failureOf } from "../support/failure.ts";
import { collectUntil } from "../support/garbage.ts";
import { Gate, passGate } from "../support/gate.ts";

/** What a page says: where to go on, up to 40. */
const linksOf = (page: number) => [2 * page, 2 * page + 1].filter((link) => link <= 40);
const weigh = (page: number) => page * page;
const next = (x: number) => x + 1;

/** Comes to one gate, and to the other once nobody wants it any more. */
const untilUnwanted = async (began: number, ended: number): Promise<string> => {
  const { connect } = await import("node:net");
  const { signal } = getTask();
  const unwanted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  connect(began, "127.0.0.1").on("error", () => {});
  await unwanted;
  await new Promise<void>((resolve) => connect(ended, "127.0.0.1", () => resolve()));
  return "unwanted";
};

describeOnEachBus("RxJS alone", { workers: 1, threads: 2 }, (shared) => {
  let client: Client;
  before(() => {
    client = shared.client;
  });

  it("builds a workflow that evolves with what its tasks find", async () => {
    const pages = of(1).pipe(expand((page) => client.submit(linksOf, page).pipe(mergeMap((links) => links))));
    const weights = await lastValueFrom(
      pages.pipe(
        mergeMap((page) => client.submit(weigh, page)),
        toArray(),
      ),
    );
    const expected = Array.from({ length: 40 }, (_, i) => (i + 1) ** 2);
    expect(weights.sort((a, b) => a - b)).to.deep.equal(expected);
  });

  it("ends a workflow without an end of its own by what it has found", async () => {
    const found = new Subject<number>();
    const endless = of(0).pipe(expand((x) => client.submit(next, x)));
    const values = endless.pipe(tap(found), takeUntil(found.pipe(filter((x) => x === 10))), toArray());
    expect(await lastValueFrom(values)).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("ends with the first error, which names its task", async () => {
    const fail = (x: number): number => {
      if (x === 3) throw new RangeError("three");
      return x;
    };
    const error = await failureOf(
      lastValueFrom(from([1, 2, 3]).pipe(mergeMap((x) => client.submit(fail, x)))),
    );
    expect([error.name, error.message, error.key]).to.deep.equal([
      "RangeError",
      "three",
      client.submit(fail, 3).key,
    ]);
  });

  describe("ends the hold of who unsubscribes, so that the task ends when no Future of it is left", () => {
    /** Reads from a task that runs until nobody wants it, and expects that to be when the reading has ended. */
    async function expectEnd(
      read: (task: { began: Gate; ended: Gate }) => Promise<() => void>,
    ): Promise<void> {
      await using began = await Gate.build();
      await using ended = await Gate.build();
      const stop = await read({ began, ended });
      await began.arrived();
      expect(ended.arrivals).to.equal(0);
      stop();
      await collectUntil(() => ended.arrivals === 1);
    }
    const submit = ({ began, ended }: { began: Gate; ended: Gate }) =>
      client.submit(untilUnwanted, began.port, ended.port);
    const unexpected = () => expect.fail("Nothing was to come.");

    it("from a future", () =>
      expectEnd(async (task) => {
        const subscription = submit(task).subscribe(unexpected);
        return () => subscription.unsubscribe();
      }));

    it("from its status", () =>
      expectEnd(async (task) => {
        const subscription = submit(task).status$.subscribe();
        return () => subscription.unsubscribe();
      }));

    it("by takeUntil, from within mergeMap and expand", () =>
      expectEnd(async (task) => {
        const stop = new Subject<void>();
        of("")
          .pipe(
            expand(() => of(1).pipe(mergeMap((): Observable<string> => submit(task)))),
            takeUntil(stop),
          )
          .subscribe((value) => expect(value).to.equal(""));
        return () => stop.next();
      }));

    it("from asCompleted", () =>
      expectEnd(async (task) => {
        const subscription = asCompleted([submit(task)]).subscribe(unexpected);
        return () => subscription.unsubscribe();
      }));

    it("by breaking out of a loop over asCompleted", () =>
      expectEnd(async (task) => {
        const other = client.submit((word: string) => word, "other");
        for await (const _ of asCompleted([submit(task), other])) break;
        return () => {};
      }));

    it("by a wait that is over", () =>
      expectEnd(async (task) => {
        const other = client.submit((word: string) => word, "one more");
        await wait([submit(task), other], { returnWhen: "FIRST_COMPLETED" });
        return () => {};
      }));
  });

  it("leaves a task alone that somebody unsubscribes from while its future is held", async () => {
    await using gate = await Gate.build();
    const future = client.submit(passGate, gate.port, "held");
    const subscription = future.subscribe(() => expect.fail("Nobody listens."));
    await gate.arrived();
    subscription.unsubscribe();
    let turns = 0;
    await collectUntil(() => ++turns > 5);
    gate.open();
    expect(await future).to.equal("held");
  });
});
