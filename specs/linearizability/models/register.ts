import type { Model, Span } from "../model.ts";
import type { Operation } from "../operation.ts";

/** No value is set twice. */
export type RegisterRequest = readonly ["set", value: string] | readonly ["get"] | readonly ["delete"];
export type RegisterReply = readonly ["done"] | readonly ["value", value: string] | readonly ["expired"];
export type RegisterOperation = Operation<RegisterRequest, RegisterReply>;

/** The value of a variable, and how often it is still to be read; null for none. */
type Value = readonly [value: string, reads: number] | null;

/** A variable: what was set last, or nothing, for which a `get` waits. */
export function registerModel(operations: readonly RegisterOperation[]): Model<Value, RegisterOperation> {
  const readers = readersOf(operations);
  return {
    initial: null,
    apply(value, { request, reply }) {
      if (request[0] === "get") {
        if (reply === null) return value;
        if (reply[0] !== "value") return value === null ? value : undefined;
        return reply[1] === value?.[0] ? [value[0], value[1] - 1] : undefined;
      }
      if (value !== null && value[1] > 0) return undefined;
      if (request[0] === "delete") return null;
      const reads = readers.get(request[1])?.length ?? 0;
      // What nobody heard of matters only if somebody has read it.
      return reply === null && reads === 0 ? undefined : [request[1], reads];
    },
    identity: (value) => String(value?.[0]),
    isRead: ({ request }) => request[0] === "get",
    rank: ({ request, returned }) =>
      Math.min(returned, ...(readers.get(request[1] ?? "") ?? []).map((reader) => reader.returned)),
    kind: ({ request }) => JSON.stringify(request),
    orders: [byReads(operations, readers)],
    fault: null,
  };
}

type Readers = ReadonlyMap<string, readonly RegisterOperation[]>;

function readersOf(operations: readonly RegisterOperation[]): Readers {
  const readers = new Map<string, RegisterOperation[]>();
  for (const operation of operations) {
    if (operation.reply?.[0] !== "value") continue;
    const [, value] = operation.reply;
    const own = readers.get(value) ?? [];
    readers.set(value, own);
    own.push(operation);
  }
  return readers;
}

/** A value comes before another if it was set or read before the other was last set or read. */
function byReads(operations: readonly RegisterOperation[], readers: Readers): Span<RegisterOperation>[] {
  return operations.flatMap((set) => {
    const [kind, value] = set.request;
    const own = kind === "set" ? (readers.get(value) ?? []) : [];
    if (kind !== "set" || (set.reply === null && own.length === 0)) return [];
    const from = Math.max(set.called, ...own.map(({ called }) => called));
    return [[set, from, Math.min(set.returned, ...own.map(({ returned }) => returned))] as const];
  });
}
