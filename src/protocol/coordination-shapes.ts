import type { Item, PrimitiveEntry, PrimitiveFigures, PrimitiveKind, Reply, Use } from "./coordination.ts";
import {
  bytes,
  type Check,
  count,
  flag,
  list,
  nullable,
  several,
  text,
  texts,
  tuple,
  variants,
} from "./fields.ts";

const nothing = (field: unknown): field is null => field === null;
const item: Check<Item> = tuple<[Uint8Array, readonly string[]]>(bytes, texts);

const lease = variants<Extract<Use, readonly ["lock", ...unknown[]]>[3]>({ acquire: [], release: [count] });

/** One use of a primitive. */
export const use: Check<Use> = variants<Use>({
  queue: [text, nullable(count), variants({ put: [item], get: [nullable(several)], size: [] })],
  lock: [text, nothing, lease],
  semaphore: [text, nullable(several), lease],
  event: [text, nothing, variants({ wait: [], set: [], clear: [], isSet: [] })],
  variable: [text, nothing, variants({ set: [item], get: [], delete: [], watch: [] })],
  multiLock: [text, nothing, variants({ acquire: [texts], release: [count] })],
});

export const PRIMITIVE_KINDS: readonly PrimitiveKind[] = [
  "queue",
  "lock",
  "semaphore",
  "event",
  "variable",
  "multiLock",
];
const KINDS: ReadonlySet<unknown> = new Set(PRIMITIVE_KINDS);

export const primitiveKind = (field: unknown): field is PrimitiveKind => KINDS.has(field);

const view: Check<PrimitiveEntry> = tuple<[PrimitiveKind, string, string, number, PrimitiveFigures]>(
  primitiveKind,
  text,
  text,
  count,
  tuple<[number | null, number | null, readonly string[], readonly string[]]>(
    nullable(count),
    nullable(count),
    texts,
    texts,
  ),
);

export const reply: Check<Reply> = variants<Reply>({
  done: [],
  granted: [count],
  items: [list(item)],
  size: [count],
  flag: [flag],
  value: [item],
  expired: [],
  lapsed: [],
  declined: [text, text],
  primitives: [list(view)],
});
