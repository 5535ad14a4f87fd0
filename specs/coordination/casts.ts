import type { EventReply, EventRequest } from "../linearizability/models/event.ts";
import type { LockReply, LockRequest } from "../linearizability/models/lock-operation.ts";
import type { QueueReply, QueueRequest } from "../linearizability/models/queue-operation.ts";
import type { RegisterReply, RegisterRequest } from "../linearizability/models/register.ts";
import {
  SequentialEvent,
  SequentialLeases,
  SequentialQueue,
  SequentialRegister,
} from "../linearizability/sequential.ts";
import { type Cast, itemOf } from "./play.ts";

const expiry = ["expired"] as const;

export const queueCast = (maxSize: number): Cast<QueueRequest, QueueReply> => ({
  kind: "queue",
  setting: maxSize,
  object: () => new SequentialQueue(maxSize || Number.POSITIVE_INFINITY),
  manners: {
    lane: ([kind, count]) => (kind === "size" || count === "all" ? null : kind),
    isPerishable: ([kind]) => kind === "get",
    heed: ([, count], waiting) =>
      count === "all" && waiting.some(([kind]) => kind === "get") ? ["items", []] : null,
    farewell: null,
    expiry,
  },
  request: (request) => {
    if (request[0] === "put") return ["put", itemOf(request[1])];
    return request[0] === "get" ? ["get", request[1] === "all" ? null : request[1]] : request;
  },
  drain: ["get", "all"],
  state: (size, waiting) => {
    if (waiting.some(([kind]) => kind === "get")) return "awaited";
    if (waiting.length > 0) return "full";
    return size === 0 ? "empty" : "stocked";
  },
});

const leaseCast = (
  kind: "lock" | "semaphore",
  size: number,
  setting: number | null,
  state: Cast<LockRequest, LockReply>["state"],
): Cast<LockRequest, LockReply> => ({
  kind,
  setting,
  object: () => new SequentialLeases(size),
  manners: {
    lane: ([word]) => (word === "acquire" ? word : null),
    isPerishable: () => true,
    heed: () => null,
    farewell: ["gone"],
    expiry,
  },
  request: (request, tokens) =>
    request[0] === "release" ? ["release", tokens.get(request[1]) ?? request[1]] : ["acquire"],
  drain: null,
  state,
});

export const lockCast = leaseCast("lock", 1, null, (size) => (size === 0 ? "free" : "held"));

export const semaphoreCast = leaseCast("semaphore", 3, 3, (size) =>
  size === 0 ? "free" : size < 3 ? "shared" : "exhausted",
);

/** Who waits takes nothing from others, and does not wait for those before. */
const SOCIABLE = {
  lane: () => null,
  isPerishable: () => false,
  heed: () => null,
  farewell: null,
  expiry,
} as const;

export const eventCast: Cast<EventRequest, EventReply> = {
  kind: "event",
  setting: null,
  object: () => new SequentialEvent(),
  manners: SOCIABLE,
  request: (request) => request,
  drain: ["clear"],
  state: (size) => (size === 0 ? "clear" : "set"),
};

export const variableCast: Cast<RegisterRequest, RegisterReply> = {
  kind: "variable",
  setting: null,
  object: () => new SequentialRegister(),
  manners: SOCIABLE,
  request: (request) => (request[0] === "set" ? ["set", itemOf(request[1])] : request),
  drain: ["delete"],
  state: (size) => (size === 0 ? "unset" : "set"),
};
