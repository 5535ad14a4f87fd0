import type { Item, PrimitiveKind, PrimitiveView, Reply, Use } from "./coordination.ts";
import { bytes, type Check, count, flag, list, nullable, several, text, texts, tuple } from "./fields.ts";

/** For every first word of a tuple a check per field behind it. */
type Variants<T extends readonly [string, ...unknown[]]> = {
  readonly [Kind in T[0]]: Fields<Extract<T, readonly [Kind, ...unknown[]]>>;
};
type Fields<T> = T extends readonly [unknown, ...infer Rest]
  ? { readonly [I in keyof Rest]: Check<Rest[I]> }
  : never;

/** A check of tuples that begin with a word; the compiler holds it against their union. */
function variants<T extends readonly [string, ...unknown[]]>(shapes: Variants<T>): Check<T> {
  const table = new Map<unknown, readonly Check<unknown>[]>(
    Object.entries<readonly Check<unknown>[]>(shapes),
  );
  return (field): field is T => {
    if (!Array.isArray(field)) return false;
    const checks = table.get(field[0]);
    return (
      checks !== undefined &&
      field.length === checks.length + 1 &&
      checks.every((check, i) => check(field[i + 1]))
    );
  };
}

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

const view: Check<PrimitiveView> = tuple<[PrimitiveKind, string, string, number]>(
  primitiveKind,
  text,
  text,
  count,
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
