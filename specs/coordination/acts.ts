import fc from "fast-check";
import type { EventRequest } from "../linearizability/models/event.ts";
import type { LockReply, LockRequest } from "../linearizability/models/lock-operation.ts";
import type { QueueRequest } from "../linearizability/models/queue-operation.ts";
import type { RegisterRequest } from "../linearizability/models/register.ts";
import { eventCast, lockCast, queueCast, semaphoreCast, variableCast } from "./casts.ts";
import { type Cast, Play } from "./play.ts";

const CLIENTS = ["ann", "bob", "cid", "dee"];

type AnyRequest = readonly [string, ...unknown[]];

/** What may happen; a number picks whom it is about, where there is anybody. */
class Act<Request extends AnyRequest, Reply> implements fc.Command<object, Play<Request, Reply>> {
  readonly #name: string;
  readonly #act: (play: Play<Request, Reply>) => void;

  constructor(name: string, act: (play: Play<Request, Reply>) => void) {
    this.#name = name;
    this.#act = act;
  }

  check(): boolean {
    return true;
  }

  run(_model: object, play: Play<Request, Reply>): void {
    this.#act(play);
  }

  toString(): string {
    return this.#name;
  }
}

/** What is at a place in a list that has no end. */
const at = <T>(items: readonly T[], place: number): T | undefined => items[place % Math.max(1, items.length)];

/** What anybody may say at any time, and what may happen to them. */
function acts<Request extends AnyRequest, Reply>(
  requests: readonly fc.Arbitrary<Request>[],
): fc.Arbitrary<Act<Request, Reply>>[] {
  const client = fc.constantFrom(...CLIENTS);
  const place = fc.nat(20);
  const timeout = fc.constantFrom(null, null, 0, 100);
  return [
    ...requests.map((request) =>
      fc
        .tuple(client, request, timeout)
        .map(
          ([who, what, ms]) =>
            new Act<Request, Reply>(`${who}: ${JSON.stringify(what)} within ${ms ?? "any"} ms`, (play) =>
              play.use(who, what, ms),
            ),
        ),
    ),
    place.map(
      (i) =>
        new Act(`timer ${i} is up`, (play) => {
          const timer = at(play.timers, i);
          if (timer !== undefined) play.expire(...timer);
        }),
    ),
    place.map(
      (i) =>
        new Act(`use ${i} is withdrawn`, (play) => {
          const use = at(play.uses, i);
          if (use !== undefined) play.expire(use.client, use.number);
        }),
    ),
    place.map(
      (i) =>
        new Act(`delivery ${i} is taken`, (play) => {
          const delivery = at(play.deliveries, i);
          if (delivery !== undefined) play.take(delivery);
        }),
    ),
    client.map((who) => new Act(`${who} lapses`, (play) => play.lapse(who))),
    client.map((who) => new Act(`${who} is gone`, (play) => play.leave(who))),
  ];
}

/** A release of what somebody was granted at some time, by them or by another. */
const release = fc.tuple(fc.constantFrom(...CLIENTS), fc.nat(20), fc.integer({ min: 0, max: 9 })).map(
  ([who, i, honest]) =>
    new Act<LockRequest, LockReply>(`${honest > 1 ? "its holder" : who} releases grant ${i}`, (play) => {
      const grant = at(play.grants, i);
      if (grant !== undefined) play.use(honest > 1 ? grant[0] : who, ["release", grant[1]], null);
    }),
);

/** Holds the machine of a primitive against its model, over random programs. */
function agree<Request extends AnyRequest, Reply>(
  cast: Cast<Request, Reply>,
  all: readonly fc.Arbitrary<fc.Command<object, Play<Request, Reply>>>[],
): void {
  const commands = fc.commands([...all], { maxCommands: 60, size: "max" });
  const runs = Number(process.env["RUNS"] ?? 300);
  fc.assert(
    fc.property(commands, (program) => {
      const play = new Play(cast);
      fc.modelRun(() => ({ model: {}, real: play }), program);
      play.end(CLIENTS);
    }),
    { numRuns: runs },
  );
}

const serial = fc.nat(999);
const put = serial.map((n): QueueRequest => ["put", `i${n}`]);
const get = fc.constantFrom<QueueRequest>(["get", 1], ["get", 1], ["get", 2], ["get", "all"], ["size"]);
const signal = fc.constantFrom<EventRequest>(["set"], ["clear"], ["isSet"], ["wait"], ["wait"]);
const set = serial.map((n): RegisterRequest => ["set", `v${n}`]);
const read = fc.constantFrom<RegisterRequest>(["get"], ["get"], ["delete"]);
const acquire = fc.constant<LockRequest>(["acquire", ["it"]]);

/** What may happen besides to any of them. */
type More = readonly fc.Arbitrary<fc.Command<object, { replace(): void }>>[];

/** Every kind of primitive, and what holds its machine against its model. */
export const AGREEMENTS: Readonly<Record<string, (more: More) => void>> = {
  "a queue": (more) => agree(queueCast(0), [...acts([put, get]), ...more]),
  "a bounded queue": (more) => agree(queueCast(2), [...acts([put, put, get]), ...more]),
  "a lock": (more) => agree(lockCast, [...acts([acquire, acquire]), release, release, ...more]),
  "a semaphore": (more) => agree(semaphoreCast, [...acts([acquire, acquire]), release, release, ...more]),
  "an event": (more) => agree(eventCast, [...acts([signal]), ...more]),
  "a variable": (more) => agree(variableCast, [...acts([set, read]), ...more]),
};
