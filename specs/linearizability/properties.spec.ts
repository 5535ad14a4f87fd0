import { expect } from "chai";
import fc from "fast-check";
import { isExplained } from "./brute-force.ts";
import { faultOf } from "./check.ts";
import { turnsOf } from "./interleaving.ts";
import type { Operation } from "./operation.ts";
import {
  batchQueue,
  event,
  lock,
  queue,
  register,
  type Subject,
  semaphore,
  watchedQueue,
} from "./subjects.ts";

const SEED = Number(process.env["SEED"] ?? 1);

/** Gives some operations the reply that another of their kind had. */
function shuffled<Request extends readonly [string, ...unknown[]], Reply>(
  operations: readonly Operation<Request, Reply>[],
  moves: readonly (readonly [number, number])[],
): Operation<Request, Reply>[] {
  const changed = [...operations];
  for (const [to, from] of moves) {
    const one = changed[to % changed.length];
    const alike = operations.filter(({ request, reply }) => reply !== null && request[0] === one?.request[0]);
    const other = alike[from % alike.length];
    if (one === undefined || one.reply === null || other === undefined) continue;
    changed[to % changed.length] = { ...one, reply: other.reply };
  }
  return changed;
}

function describeSubject<State, Request extends readonly [string, ...unknown[]], Reply>(
  { name, modelOf, history }: Subject<State, Request, Reply>,
  many = true,
): void {
  describe(`of ${name}`, () => {
    it("agrees with trying every order, whatever is wrong", () => {
      const moves = fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { minLength: 2, maxLength: 6 });
      const seen = { right: 0, wrong: 0 };
      fc.assert(
        fc.property(turnsOf(4, { minLength: 9, maxLength: 15 }), moves, (turns, changes) => {
          const operations = shuffled(history(turns), changes);
          const explained = isExplained(operations, modelOf(operations));
          seen[explained ? "right" : "wrong"]++;
          expect(faultOf(operations, modelOf) === null).to.equal(explained);
        }),
        { numRuns: 500, endOnFailure: true },
      );
      expect(Math.min(seen.right, seen.wrong)).to.be.above(0);
    });

    if (!many) return;

    it("explains whatever clients see of one that does one thing after the other", () => {
      fc.assert(
        fc.property(turnsOf(20, { maxLength: 1000 }), (turns) => {
          expect(faultOf(history(turns), modelOf)).to.equal(null);
        }),
        // Of one in some thousands too many orders are open for the search: which are looked at is always the same.
        { numRuns: 30, seed: SEED, endOnFailure: true },
      );
    });

    it("copes with thousands of operations of forty clients", () => {
      const [turns] = fc.sample(turnsOf(40, { minLength: 12_000, maxLength: 12_000 }), {
        numRuns: 1,
        seed: 1,
      });
      const operations = history(turns ?? []);
      expect(operations.length).to.be.above(2000);
      expect(faultOf(operations, modelOf)).to.equal(null);
    });
  });
}

describe("the linearizability checker", () => {
  describeSubject(queue);
  describeSubject(batchQueue);
  describeSubject(watchedQueue, false);
  describeSubject(lock);
  describeSubject(semaphore);
  describeSubject(register);
  describeSubject(event);
});
