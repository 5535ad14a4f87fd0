import { SerializationError } from "../../protocol/errors.ts";
import { check, type Rules } from "../options.ts";
import type { Entry } from "../session/entry.ts";
import { Wait } from "../session/hold.ts";
import type { Session } from "../session/session.ts";
import { Future } from "./future.ts";
import { isPlain } from "./shape.ts";

/** How values are gathered. */
interface GatherOptions {
  readonly errors?: "raise" | "skip";
}

const RULES: Rules<GatherOptions> = {
  errors: [(value) => value === "raise" || value === "skip", '"raise" or "skip"'],
};

/** What a failed future leaves behind where errors are skipped: nothing. */
const SKIPPED = Symbol("skipped");

/**
 * The values of all futures in `shape`, in the same shape; with `skip`, those without one are left out, and
 * one alone gives undefined. Rejects when the client is closed.
 */
export async function gather(session: Session, shape: unknown, options: GatherOptions): Promise<unknown> {
  check(options, RULES);
  const { errors = "raise" } = options;
  if (session.closed !== null) throw session.closed;
  const futures = new Set<Future<unknown>>();
  collect(shape, futures, new Set());
  const entries = new Map<Future<unknown>, Entry>();
  const strange: Promise<unknown>[] = [];
  for (const future of futures) {
    const entry = future.entryIn(session);
    if (entry !== undefined) entries.set(future, entry);
    else if (errors === "raise") strange.push(future.result());
  }
  const wait = new Wait(session, [...entries.values()]);
  try {
    await Promise.all([settled(entries.values(), errors), ...strange]);
    const fetched = await read(session, futures, entries, errors);
    const filled = fill(shape, (future) => {
      const entry = entries.get(future);
      if (entry?.outcome?.kind === "inline") return session.results.read(entry, entry.outcome.bytes);
      return fetched.has(future) ? fetched.get(future) : SKIPPED;
    });
    if (session.closed !== null) throw session.closed;
    return filled === SKIPPED ? undefined : filled;
  } finally {
    wait.end();
  }
}

/** Resolves when all entries have ended, or rejects with the first error. */
function settled(entries: Iterable<Entry>, errors: "raise" | "skip"): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = 1;
    const observer = {
      settled: ({ outcome }: Entry) => {
        if (outcome?.kind === "error" && errors === "raise") reject(outcome.error);
        if (--open === 0) resolve();
      },
    };
    for (const entry of entries) {
      open++;
      entry.observe(observer);
    }
    if (--open === 0) resolve();
  });
}

/** The values that are not at hand, side by side. */
async function read(
  session: Session,
  futures: Iterable<Future<unknown>>,
  entries: ReadonlyMap<Future<unknown>, Entry>,
  errors: "raise" | "skip",
): Promise<Map<Future<unknown>, unknown>> {
  const values = new Map<Future<unknown>, unknown>();
  const fetching: Promise<unknown>[] = [];
  for (const future of futures) {
    const entry = entries.get(future);
    if (entry?.outcome?.kind === "inline") continue;
    const value = entry === undefined ? future.result() : session.results.value(entry);
    const put = value.then(
      (present) => values.set(future, present),
      (error: unknown) => {
        if (errors === "raise") throw error;
      },
    );
    fetching.push(put);
  }
  await Promise.all(fetching);
  return values;
}

/** Adds the futures in `shape`, which is in all of `around`; throws `SerializationError` where it is in itself. */
function collect(shape: unknown, futures: Set<Future<unknown>>, around: Set<unknown>): void {
  if (shape instanceof Future) {
    futures.add(shape);
    return;
  }
  if (around.has(shape))
    throw new SerializationError("What is gathered is part of itself, a cycle: gather a tree.", "futures");
  around.add(shape);
  for (const part of parts(shape)) collect(part, futures, around);
  around.delete(shape);
}

function parts(shape: unknown): Iterable<unknown> {
  if (Array.isArray(shape) || shape instanceof Set) return shape;
  if (shape instanceof Map) return [...shape.keys(), ...shape.values()];
  return isPlain(shape) ? Object.values(shape) : [];
}

function fill(shape: unknown, find: (future: Future<unknown>) => unknown): unknown {
  if (shape instanceof Future) return find(shape);
  const put = (part: unknown) => fill(part, find);
  const kept = (part: unknown) => part !== SKIPPED;
  if (Array.isArray(shape)) return shape.map(put).filter(kept);
  if (shape instanceof Set) return new Set([...shape].map(put).filter(kept));
  if (shape instanceof Map) {
    return new Map(
      [...shape]
        .map(([key, value]): [unknown, unknown] => [put(key), put(value)])
        .filter((pair) => pair.every(kept)),
    );
  }
  if (!isPlain(shape)) return shape;
  return Object.fromEntries(
    Object.entries(shape)
      .map(([key, value]): [string, unknown] => [key, put(value)])
      .filter(([, value]) => kept(value)),
  );
}
