import { expect } from "chai";
import fc from "fast-check";
import { faultOf } from "./check.ts";
import { turnsOf } from "./interleaving.ts";
import type { LockOperation } from "./models/lock-operation.ts";
import { itemsOf, type QueueOperation } from "./models/queue-operation.ts";
import type { RegisterOperation } from "./models/register.ts";
import type { Operation } from "./operation.ts";
import { batchQueue, lock, register, type Subject } from "./subjects.ts";

/** Puts something wrong in place of one operation, or says that this is not one where it would be wrong. */
type Plant<Op> = (operations: readonly Op[], one: Op) => readonly Op[] | null;

const replace = <Op>(operations: readonly Op[], one: Op, other: Op): Op[] =>
  operations.map((operation) => (operation === one ? other : operation));

/**
 * An item that is given is no more. Nobody else can have it: neither who never had a reply, nor the last one, who is
 * given all that is left, where that is anything: else it might be kept for who waits for more.
 */
const lose: Plant<QueueOperation> = (operations, one) => {
  const last = operations.at(-1);
  if (last === undefined || itemsOf(last).length === 0) return null;
  if (one === last || itemsOf(one).length === 0) return null;
  return operations.filter((operation) => operation !== one && operation.reply !== null);
};

/** What was given in all is given once more. */
const repeat: Plant<QueueOperation> = (operations, one) => {
  const last = operations.at(-1);
  if (last === undefined || last === one || itemsOf(one).length === 0) return null;
  return replace(operations, last, { ...last, reply: ["items", [...itemsOf(last), ...itemsOf(one)]] });
};

/** What was given to somebody is given in place of what was given and put later. */
const swap: Plant<QueueOperation> = (operations, one) => {
  const putOf = (get: QueueOperation) => operations.find(({ request }) => request[1] === itemsOf(get)[0]);
  const other = operations.find(
    (get) =>
      itemsOf(get).length === 1 &&
      get.called > one.returned &&
      (putOf(get)?.called ?? 0) > (putOf(one)?.returned ?? Infinity),
  );
  if (itemsOf(one).length !== 1 || other === undefined) return null;
  const swapped = replace(operations, one, { ...one, reply: other.reply });
  return replace(swapped, other, { ...other, reply: one.reply });
};

/** A grant comes before the release of the grant before it was called. */
const share: Plant<LockOperation> = (operations, one) => {
  if (one.request[0] !== "release" || one.reply?.[0] !== "done") return null;
  const token = one.request[1];
  const next = operations.find(
    ({ reply, called }) => reply?.[0] === "granted" && reply[1] > token && called < one.called,
  );
  if (next === undefined) return null;
  const returned = (next.called + one.called) / 2;
  return replace(operations, next, { ...next, returned, arrived: returned });
};

/** A token that somebody had before. */
const reuse: Plant<LockOperation> = (operations, one) => {
  const other = operations.find(
    ({ reply, returned }) =>
      reply?.[0] === "granted" && returned < one.called && one.reply?.[0] === "granted",
  );
  return other === undefined ? null : replace(operations, one, { ...one, reply: other.reply });
};

/** A value that was set over long before. */
const readStale: Plant<RegisterOperation> = (operations, one) => {
  if (one.request[0] !== "get" || one.reply?.[0] !== "value") return null;
  const sets = operations.filter(({ request, reply }) => request[0] === "set" && reply !== null);
  const over = sets.filter(({ returned }) => returned < one.called);
  const stale = over.find((set) => over.some(({ called }) => called > set.returned));
  if (stale === undefined) return null;
  return replace(operations, one, { ...one, reply: ["value", stale.request[1] as string] });
};

function itFinds<State, Request, Reply>(
  name: string,
  { history, modelOf }: Subject<State, Request, Reply>,
  plant: Plant<Operation<Request, Reply>>,
): void {
  it(`finds ${name} among hundreds of operations`, () => {
    let planted = 0;
    const turns = turnsOf(10, { minLength: 600, maxLength: 900 });
    fc.assert(
      fc.property(turns, fc.nat(999), (taken, at) => {
        const operations = history(taken);
        const one = operations[at % operations.length];
        const wrong = one === undefined ? null : plant(operations, one);
        fc.pre(wrong !== null);
        planted++;
        expect(faultOf(wrong, modelOf)).to.be.a("string");
      }),
      { numRuns: 20 },
    );
    expect(planted).to.be.at.least(20);
  });
}

describe("the linearizability checker", () => {
  itFinds("a lost item", batchQueue, lose);
  itFinds("a repeated item", batchQueue, repeat);
  itFinds("items out of order", batchQueue, swap);
  itFinds("two holders at once", lock, share);
  itFinds("a token that does not grow", lock, reuse);
  itFinds("a stale read", register, readStale);
});
