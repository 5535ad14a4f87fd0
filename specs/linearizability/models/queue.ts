import type { Model, Span } from "../model.ts";
import { Blocks } from "./queue-blocks.ts";
import { queueFault } from "./queue-fault.ts";
import { itemsOf, type QueueOperation, type QueueReply } from "./queue-operation.ts";

/** What is in a queue, the first first. */
type Items = readonly string[];

/** A queue of at most `maxSize` items, first in, first out. */
export function queueModel(
  maxSize = Number.POSITIVE_INFINITY,
): (operations: readonly QueueOperation[]) => Model<Items, QueueOperation> {
  return (operations) => {
    const gets = new Map(operations.flatMap((get) => itemsOf(get).map((item) => [item, get] as const)));
    const blocks = new Blocks(operations);
    // Who waits for several keeps what is there from those behind it.
    const patient = operations.some(({ request }) => request[0] === "get" && Number(request[1]) > 1);
    // What nobody heard of and nobody was given matters only to who sees how full it is.
    const isWatched = operations.some((operation) => operation.request[0] !== "get" && isRead(operation));
    const put = (items: Items, item: string) => {
      return items.length < maxSize && blocks.agree(items.at(-1), item) ? [...items, item] : undefined;
    };
    const take = (items: Items, wanted: number | "all", reply: QueueReply | null) => {
      const count = wanted === "all" ? items.length : wanted;
      if (reply?.[0] === "expired") return patient || items.length < count ? items : undefined;
      if (patient && wanted === "all" && reply?.[0] === "items" && reply[1].length === 0) return items;
      const taken = items.slice(0, count);
      if (taken.length < count) return undefined;
      return isGiven(taken, reply, gets) ? items.slice(count) : undefined;
    };
    return {
      initial: [],
      apply(items, { request, reply }) {
        switch (request[0]) {
          case "put":
            if (reply?.[0] === "expired") return items.length === maxSize ? items : undefined;
            if (reply === null && !isWatched && !gets.has(request[1])) return undefined;
            return put(items, request[1]);
          case "get":
            return take(items, request[1], reply);
          case "size":
            return reply?.[0] === "size" && reply[1] !== items.length ? undefined : items;
        }
      },
      identity: (items) => items.join(),
      isRead: (operation) => isRead(operation),
      // A get that agrees is as good now as later; an item that is taken soon has to be there before others.
      rank: ({ request, reply, returned }) => {
        if (request[0] !== "put") return reply === null ? Number.MAX_VALUE : -1;
        const get = gets.get(request[1]);
        return get === undefined ? Number.MAX_VALUE : Math.min(returned, get.returned);
      },
      kind: ({ request }) => JSON.stringify(request),
      orders: [line(operations, "put"), line(operations, "get"), byGets(operations, gets), blocks.order],
      fault: queueFault(operations),
    };
  };
}

/** Whether these items are those of the reply; without one, whether nobody else was given one of them. */
function isGiven(taken: Items, reply: QueueReply | null, gets: ReadonlyMap<string, QueueOperation>): boolean {
  if (reply?.[0] !== "items") return !taken.some((item) => gets.has(item));
  return reply[1].length === taken.length && reply[1].every((item, i) => item === taken[i]);
}

function isRead({ request, reply }: QueueOperation): boolean {
  return request[0] === "size" || reply?.[0] === "expired";
}

/** Who is in line before another calls is served before it. */
function line(operations: readonly QueueOperation[], kind: "put" | "get"): Span<QueueOperation>[] {
  return operations.flatMap((operation) => {
    const { request, reply, called, arrived } = operation;
    const waits = request[0] === kind && request[1] !== "all";
    return waits && reply !== null && reply[0] !== "expired" ? [[operation, called, arrived] as const] : [];
  });
}

/** Items were put in the order in which they were taken; what is left in the end after all of them. */
function byGets(
  operations: readonly QueueOperation[],
  gets: ReadonlyMap<string, QueueOperation>,
): Span<QueueOperation>[] {
  const isVague = operations.some(({ request, reply }) => request[0] === "get" && reply === null);
  return operations.flatMap((put): Span<QueueOperation>[] => {
    if (put.request[0] !== "put" || put.reply?.[0] === "expired") return [];
    const get = gets.get(put.request[1]);
    if (get === undefined) return isVague ? [] : [[put, Infinity, Infinity]];
    const arrived = get.request[1] === "all" ? get.returned : get.arrived;
    return [[put, get.called, arrived]];
  });
}
