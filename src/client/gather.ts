import type { Entry } from "./entry.ts";
import { Future } from "./future.ts";
import { Wait } from "./hold.ts";
import type { Session } from "./session.ts";

/** What a failed future leaves behind where errors are skipped: nothing. */
const SKIPPED = Symbol("skipped");

/** The values of all futures in `shape`, in the same shape; with `skip`, failed ones are left out. */
export async function gather(session: Session, shape: unknown, errors: "raise" | "skip"): Promise<unknown> {
  const futures = new Set<Future<unknown>>();
  collect(shape, futures);
  const entries = new Map<Future<unknown>, Entry>();
  for (const future of futures) {
    const entry = future.entryIn(session);
    if (entry !== undefined) entries.set(future, entry);
    else if (errors === "raise") await future.result();
  }
  const wait = new Wait(session, [...entries.values()]);
  try {
    await settled([...entries.values()], errors);
    return fill(shape, await read(session, entries, errors));
  } finally {
    wait.end();
  }
}

/** Resolves when all entries have ended, or rejects with the first error. */
function settled(entries: readonly Entry[], errors: "raise" | "skip"): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = entries.length;
    if (open === 0) resolve();
    for (const entry of entries) {
      entry.observe({
        settled: () => {
          if (entry.outcome?.kind === "error" && errors === "raise") reject(entry.outcome.error);
          if (--open === 0) resolve();
        },
      });
    }
  });
}

/** The values of entries that have ended: those at hand at once, the others side by side. */
async function read(
  session: Session,
  entries: ReadonlyMap<Future<unknown>, Entry>,
  errors: "raise" | "skip",
): Promise<Map<Future<unknown>, unknown>> {
  const values = new Map<Future<unknown>, unknown>();
  const elsewhere: Promise<unknown>[] = [];
  for (const [future, entry] of entries) {
    if (entry.outcome?.kind === "inline") {
      values.set(future, session.read(entry, entry.outcome.bytes));
      continue;
    }
    const value = session.value(entry).then(
      (present) => values.set(future, present),
      (error: unknown) => {
        if (errors === "raise") throw error;
      },
    );
    elsewhere.push(value);
  }
  await Promise.all(elsewhere);
  return values;
}

function collect(shape: unknown, futures: Set<Future<unknown>>): void {
  if (shape instanceof Future) futures.add(shape);
  else for (const part of parts(shape)) collect(part, futures);
}

function parts(shape: unknown): Iterable<unknown> {
  if (Array.isArray(shape) || shape instanceof Set) return shape;
  if (shape instanceof Map) return [...shape.keys(), ...shape.values()];
  return isPlain(shape) ? Object.values(shape) : [];
}

function fill(shape: unknown, values: ReadonlyMap<Future<unknown>, unknown>): unknown {
  const put = (part: unknown) => fill(part, values);
  const kept = (part: unknown) => part !== SKIPPED;
  if (shape instanceof Future) return values.has(shape) ? values.get(shape) : SKIPPED;
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

function isPlain(shape: unknown): shape is Record<string, unknown> {
  if (typeof shape !== "object" || shape === null) return false;
  const prototype: unknown = Object.getPrototypeOf(shape);
  return prototype === Object.prototype || prototype === null;
}
