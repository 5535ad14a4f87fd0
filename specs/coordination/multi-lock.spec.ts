import fc from "fast-check";
import { BUNDLES, LOCKS, Smithy } from "./smithy.ts";

const CLIENTS = ["ann", "bob", "cid", "dee"];

/** What may happen. */
class Act implements fc.Command<object, Smithy> {
  readonly #name: string;
  readonly #act: (smithy: Smithy) => void;

  constructor(name: string, act: (smithy: Smithy) => void) {
    this.#name = name;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(_model: object, smithy: Smithy): void {
    this.#act(smithy);
  }

  toString(): string {
    return this.#name;
  }
}

/** What is at a place in a list that has no end. */
const at = <T>(items: readonly T[], place: number): T | undefined => items[place % Math.max(1, items.length)];

const client = fc.constantFrom(...CLIENTS);
const place = fc.nat(20);
const timeout = fc.constantFrom(null, null, 0, 100);

const acquireAll = fc
  .tuple(client, fc.constantFrom(...BUNDLES), fc.array(fc.constantFrom(...LOCKS), { minLength: 1 }), timeout)
  .map(
    ([who, name, locks, ms]) =>
      new Act(`${who}: ${name} of ${locks} within ${ms ?? "any"} ms`, (smithy) =>
        smithy.acquireAll(who, name, locks, ms),
      ),
  );

const acquire = fc
  .tuple(client, fc.constantFrom(...LOCKS), timeout)
  .map(
    ([who, lock, ms]) =>
      new Act(`${who}: ${lock} within ${ms ?? "any"} ms`, (smithy) => smithy.acquire(who, lock, ms)),
  );

/** By its holder, mostly. */
const release = fc.tuple(client, place, fc.integer({ min: 0, max: 9 })).map(
  ([who, i, honest]) =>
    new Act(`${honest > 1 ? "its holder" : who} releases grant ${i}`, (smithy) => {
      const grant = at(smithy.grants, i);
      if (grant !== undefined) smithy.release(honest > 1 ? grant.client : who, grant);
    }),
);

/** The time of what was asked for last is up rather than of what was long ago. */
const expire = fc.tuple(place, fc.boolean()).map(
  ([i, timed]) =>
    new Act(`${timed ? "timer" : "use"} ${i} from the last is up`, (smithy) => {
      const use = at([...(timed ? smithy.timers : smithy.uses)].reverse(), i);
      if (use !== undefined) smithy.expire(...use);
    }),
);

const acts = [
  acquireAll,
  acquireAll,
  acquire,
  acquire,
  release,
  release,
  release,
  expire,
  client.map((who) => new Act(`${who} lapses`, (smithy) => smithy.lapse(who))),
  client.map((who) => new Act(`${who} is gone`, (smithy) => smithy.leave(who))),
];

describe("the machines of multi-locks and of locks", () => {
  it("together answer as their model does, whoever waits, runs out of time, lapses and goes", () => {
    fc.assert(
      fc.property(fc.commands(acts, { maxCommands: 80, size: "max" }), (program) => {
        const smithy = new Smithy();
        fc.modelRun(() => ({ model: {}, real: smithy }), program);
        smithy.end(CLIENTS);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 300) },
    );
  });
});
