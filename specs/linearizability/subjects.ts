import type { ModelOf } from "./check.ts";
import { type Asking, type Habits, interleave, type Turn, type Words } from "./interleaving.ts";
import { type EventReply, type EventRequest, eventModel } from "./models/event.ts";
import { lockModel } from "./models/lock.ts";
import type { LockReply, LockRequest } from "./models/lock-operation.ts";
import { queueModel } from "./models/queue.ts";
import type { QueueReply, QueueRequest } from "./models/queue-operation.ts";
import { type RegisterReply, type RegisterRequest, registerModel } from "./models/register.ts";
import { semaphoreModel } from "./models/semaphore.ts";
import type { Operation } from "./operation.ts";
import {
  type Sequential,
  SequentialEvent,
  SequentialLeases,
  SequentialQueue,
  SequentialRegister,
} from "./sequential.ts";

/** Of which nothing is lost: where several at once may have gone unseen, too many orders are open. */
const PATIENT: Habits = { lost: 0, expired: 20 };
const USUAL: Habits = { lost: 2, expired: 20 };

/** An object whose right histories can be made up, and checked. */
export interface Subject<State, Request, Reply> {
  readonly name: string;
  readonly modelOf: ModelOf<State, Operation<Request, Reply>>;
  /** What clients see of one object while they take turns. */
  history(turns: readonly Turn[]): Operation<Request, Reply>[];
}

function subject<State, Request, Reply>(
  name: string,
  modelOf: ModelOf<State, Operation<Request, Reply>>,
  object: () => Sequential<Request, Reply>,
  asking: Asking<Request, Reply>,
  words: Words<Request, Reply>,
  habits: Habits = USUAL,
): Subject<State, Request, Reply> {
  return {
    name,
    modelOf,
    history: (turns) => interleave(object(), turns, asking, habits, words),
  };
}

const WORDS = { expiry: ["expired"] } as const;
const QUEUE_WORDS = { expiry: ["expired"], last: ["get", "all"] } as const;
const LEASE_WORDS = { expiry: ["expired"], farewell: ["gone"] } as const;

/** One item at a time, or up to three. */
const useQueue =
  (batch: number): Asking<QueueRequest, QueueReply> =>
  ([, what, which], serial) => {
    if (what < 50) return ["put", `i${serial}`];
    return ["get", what < 90 ? 1 : 1 + (which % batch)];
  };

/** Also asks what there is, which among many clients leaves more orders open than can be tried. */
const lookIntoQueue: Asking<QueueRequest, QueueReply> = (turn, serial, heard) => {
  const [, what, which] = turn;
  if (which > 10) return useQueue(3)(turn, serial, heard);
  return what < 50 ? ["get", "all"] : ["size"];
};

/** Gives back what it was granted last, most of the time, else something that it never was. */
const useLeases: Asking<LockRequest, LockReply> = ([, what, which], _serial, heard) => {
  const last = heard.at(-1);
  if (last?.[0] === "granted" && what < 90) return ["release", last[1]];
  return what < 95 ? ["acquire", ["it"]] : ["release", 3 * which + 1];
};

const useRegister: Asking<RegisterRequest, RegisterReply> = ([, what], serial) => {
  if (what < 60) return ["get"];
  return what < 95 ? ["set", `v${serial}`] : ["delete"];
};

const useEvent: Asking<EventRequest, EventReply> = ([, what]) => {
  if (what < 30) return ["wait"];
  if (what < 60) return ["isSet"];
  return what < 80 ? ["set"] : ["clear"];
};

const queueOf = (
  name: string,
  asking: Asking<QueueRequest, QueueReply>,
  bound: number,
  habits: Habits,
): Subject<readonly string[], QueueRequest, QueueReply> =>
  subject(name, queueModel(bound), () => new SequentialQueue(bound), asking, QUEUE_WORDS, habits);

export const queue = queueOf("a queue", useQueue(1), Infinity, USUAL);
export const batchQueue = queueOf("a bounded queue with batches", useQueue(3), 5, PATIENT);
export const watchedQueue = queueOf("a queue that is looked into", lookIntoQueue, 2, USUAL);

export const lock = subject("a lock", lockModel, () => new SequentialLeases(), useLeases, LEASE_WORDS);

export const semaphore = subject(
  "a semaphore",
  semaphoreModel(3),
  () => new SequentialLeases(3),
  useLeases,
  LEASE_WORDS,
);

export const register = subject(
  "a variable",
  registerModel,
  () => new SequentialRegister(),
  useRegister,
  WORDS,
);

export const event = subject("an event", eventModel, () => new SequentialEvent(), useEvent, WORDS);
