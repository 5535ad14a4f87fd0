import { faultOf } from "../linearizability/check.ts";
import { History, type Recording } from "../linearizability/history.ts";
import { eventModel } from "../linearizability/models/event.ts";
import { lockModel } from "../linearizability/models/lock.ts";
import { queueModel } from "../linearizability/models/queue.ts";
import { registerModel } from "../linearizability/models/register.ts";
import { semaphoreModel } from "../linearizability/models/semaphore.ts";
import type { Recordings } from "./user.ts";

type HistoryOf<R> = R extends Recording<infer Request, infer Reply> ? History<Request, Reply> : never;

/** What clients do to each kind of primitive. */
export type Histories = { readonly [Kind in keyof Recordings]: HistoryOf<Recordings[Kind]> };

/** Bounds of the primitives in a history: each kind has its own. */
export interface Bounds {
  /** By the queue's name; others have none. */
  readonly maxSizes: Readonly<Record<string, number>>;
  readonly leases: number;
}

export function newHistories(now?: () => number): Histories {
  return {
    queues: new History(now),
    locks: new History(now),
    semaphores: new History(now),
    variables: new History(now),
    events: new History(now),
  };
}

/** From now on a client may at any time lose what it holds, and its place where it waits. */
export function fade(histories: Histories, client: string): void {
  for (const history of Object.values(histories)) history.stray(client);
  const { locks, semaphores } = histories;
  for (const history of [locks, semaphores])
    for (const object of history.objects) history.mention(client, object, ["gone"]);
}

/** The scheduler lets a client go that comes back: what it waits to hold may be granted, taken back, and asked again. */
export function forget({ locks, semaphores }: Histories, client: string): void {
  for (const history of [locks, semaphores]) history.doubt(client);
}

/** A client is no more: nobody will know what comes of what it asked. */
export function lose(histories: Histories, client: string): void {
  for (const history of Object.values(histories)) history.lose(client);
}

/** What is wrong with what clients saw, kind by kind; nothing where it can be explained. */
export function faultsOf(histories: Histories, { maxSizes, leases }: Bounds): string[] {
  const { queues, semaphores, variables, events } = histories;
  const faults = [
    faultOf(queues.operations, (operations) => queueModel(maxSizes[operations[0]?.object ?? ""])(operations)),
    faultOf(semaphores.operations, semaphoreModel(leases)),
    faultOf(variables.operations, registerModel),
    faultOf(events.operations, eventModel),
  ];
  return [...faults.filter((fault) => fault !== null), ...lockFaultsOf(histories)];
}

/** What is wrong with locks alone. */
export function lockFaultsOf({ locks }: Histories): string[] {
  const fault = faultOf(locks.operations, lockModel);
  return fault === null ? [] : [fault];
}

/** How many operations of each kind there are. */
export function countsOf(histories: Histories): Record<keyof Histories, number> {
  const counts = Object.entries(histories).map(([kind, history]) => [kind, history.operations.length]);
  return Object.fromEntries(counts) as Record<keyof Histories, number>;
}
