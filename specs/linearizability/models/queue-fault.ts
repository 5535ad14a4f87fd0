import { itemsOf, type QueueOperation } from "./queue-operation.ts";

/** What became of one item: who put it, and who got it. */
interface Item {
  readonly name: string;
  readonly put: QueueOperation;
  readonly get: QueueOperation | undefined;
}

/** What no order of a queue's operations can explain, by what has to hold for each item and each two of them. */
export function queueFault(operations: readonly QueueOperation[]): string | null {
  const gets = new Map<string, QueueOperation>();
  for (const get of operations) {
    for (const name of itemsOf(get)) {
      if (gets.has(name)) return `${name} was given twice`;
      gets.set(name, get);
    }
  }
  const items: Item[] = [];
  for (const put of operations)
    if (put.request[0] === "put") items.push({ name: put.request[1], put, get: gets.get(put.request[1]) });
  const known = new Set(items.map(({ name }) => name));
  for (const name of gets.keys()) if (!known.has(name)) return `${name} was given, and nobody had put it`;
  for (const { name, put, get } of items) {
    if (get === undefined) continue;
    if (put.reply?.[0] === "expired") return `${name} was given, and its put had run out of time`;
    if (get.returned < put.called) return `${name} was given before it was put`;
  }
  return lost(operations, items) ?? overtaken(items);
}

/** More items are gone than there are gets of which nobody knows what they took. */
function lost(operations: readonly QueueOperation[], items: readonly Item[]): string | null {
  let swallowed = 0;
  let emptied = Number.NEGATIVE_INFINITY;
  for (const { request, reply, called } of operations) {
    if (request[0] === "get" && reply === null) swallowed += request[1] === "all" ? Infinity : request[1];
    if (reply?.[0] === "size" && reply[1] === 0) emptied = Math.max(emptied, called);
  }
  for (const { put, get } of items) if (get !== undefined) emptied = Math.max(emptied, put.called);
  const gone = items.filter(
    ({ put, get }) => get === undefined && put.reply?.[0] === "done" && put.returned < emptied,
  );
  if (gone.length <= swallowed) return null;
  return `${gone.map(({ name }) => name).join(", ")} were put and never given, and at most ${swallowed} can have gone unseen`;
}

/** An item that was put after another, and given before it. */
function overtaken(items: readonly Item[]): string | null {
  const given = items.filter(({ get }) => get !== undefined);
  const byEnd = [...given].sort((a, b) => a.put.returned - b.put.returned);
  const byCall = [...given].sort((a, b) => a.put.called - b.put.called);
  let earlier = 0;
  let last: Item | undefined;
  const called = (item: Item | undefined) => item?.get?.called ?? Number.NEGATIVE_INFINITY;
  for (const item of byCall) {
    for (
      let before = byEnd[earlier];
      before && before.put.returned < item.put.called;
      before = byEnd[earlier]
    ) {
      if (called(before) > called(last)) last = before;
      earlier++;
    }
    if (last !== undefined && (item.get?.returned ?? Infinity) < called(last))
      return `${item.name} was put after ${last.name}, and given before it`;
  }
  return null;
}
