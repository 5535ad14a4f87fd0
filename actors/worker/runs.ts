import {
  type Copy,
  type Dependency,
  GRACE_MS,
  type Payload,
  SAME,
  type ToWorker,
} from "../../src/protocol/messages.ts";
import type { KeptRow, RunRow, Tables } from "./tables.ts";

/** What a copy has in common with all others. */
const COPY: KeptRow = { run: 0, size: 0, inline: null, futures: [], place: "slot", life: null };

/** A run begins: as soon as the results that it depends on are here, the executor gets it. */
export function onAssign(
  tables: Tables,
  [, key, run, codes, args, dependencies, attempt, timeout, place, chain, life]: Extract<
    ToWorker,
    readonly ["assign", ...unknown[]]
  >,
): void {
  if (codes[0] === SAME) return copy(tables, key, run, dependencies);
  const inline: (readonly [string, Payload])[] = [];
  const kept: string[] = [];
  const row: RunRow = {
    key,
    run,
    codes,
    args,
    attempt,
    timeout,
    place,
    chain,
    life,
    inline,
    kept,
    missing: 0,
    handed: false,
    begun: false,
    waiting: false,
  };
  tables.runs.set(key, row);
  for (const [dependency, size, value, holders, lived] of dependencies) {
    if (value !== null) {
      inline.push([dependency, value]);
      continue;
    }
    kept.push(dependency);
    if (tables.kept.has(dependency)) continue;
    row.missing++;
    const fetch = tables.fetches.get(dependency);
    if (fetch !== undefined) {
      fetch.waiters.add(row);
    } else {
      tables.fetches.set(dependency, { holders, life: lived, waiters: new Set([row]), keep: false });
      tables.effect({ type: "fetch", key: dependency, size, holders });
    }
  }
  if (row.missing === 0) hand(tables, row);
}

/** The value is that of the one dependency, which is here. */
function copy(tables: Tables, key: string, run: number, [original]: readonly Dependency[]): void {
  if (original === undefined) return tables.send(["returned", key, run]);
  const [from, size, , holders] = original;
  if (!tables.kept.has(from)) return tables.send(["starved", key, run, from, holders]);
  tables.kept.set(key, { ...COPY, run, size });
  tables.effect({ type: "copy", from, to: key });
  tables.send(["done", key, run, size, 0, null, []]);
}

export function onFetched(tables: Tables, key: string, bytes: Payload): void {
  const fetch = tables.fetches.get(key);
  tables.fetches.delete(key);
  if (fetch === undefined || (fetch.waiters.size === 0 && !fetch.keep)) return;
  tables.kept.set(key, { ...COPY, size: bytes.byteLength, life: fetch.life });
  tables.effect({ type: "keep", key, bytes });
  tables.send(["holding", [key]]);
  for (const row of fetch.waiters) {
    row.missing--;
    if (row.missing === 0) hand(tables, row);
  }
}

export function onFetchFailed(tables: Tables, key: string): void {
  const fetch = tables.fetches.get(key);
  tables.fetches.delete(key);
  for (const row of fetch?.waiters ?? []) {
    leave(tables, row);
    tables.send(["starved", row.key, row.run, key, fetch?.holders ?? []]);
  }
  if (fetch?.keep) tables.send(["absent", key, fetch.holders]);
}

/** The scheduler wants copies kept here. */
export function onReplicate(tables: Tables, copies: readonly Copy[]): void {
  for (const [key, size, holders, life] of copies) {
    const fetch = tables.fetches.get(key);
    if (tables.kept.has(key)) {
      tables.send(["holding", [key]]);
    } else if (fetch !== undefined) {
      fetch.keep = true;
    } else {
      tables.fetches.set(key, { holders, life, waiters: new Set(), keep: true });
      tables.effect({ type: "fetch", key, size, holders });
    }
  }
}

/** Nobody wants the run any more; where it has begun it has `graceMs` to end. */
export function onAbort(tables: Tables, key: string, run: number, graceMs: number): void {
  const row = tables.runs.get(key);
  if (row?.run !== run) return;
  leave(tables, row);
  if (row.handed) tables.effect({ type: "abort", key, run, graceMs });
}

/** The scheduler would give the run to another worker, if it has not begun. */
export function onRecall(tables: Tables, key: string, run: number): void {
  const row = tables.runs.get(key);
  if (row?.run !== run) return;
  if (row.handed) {
    tables.effect({ type: "recall", key, run });
  } else {
    leave(tables, row);
    tables.send(["returned", key, run]);
  }
}

export function onDrop(tables: Tables, keys: readonly string[]): void {
  for (const key of keys) {
    tables.kept.delete(key);
    const fetch = tables.fetches.get(key);
    if (fetch !== undefined) fetch.keep = false;
  }
  tables.effect({ type: "drop", keys });
}

/** Whatever runs here is to end, and is run elsewhere. */
export function abortAll(tables: Tables): void {
  for (const row of [...tables.runs.values()]) onAbort(tables, row.key, row.run, GRACE_MS);
}

/** The scheduler took us for dead: what ran and was kept here is void. */
export function forgetAll(tables: Tables): void {
  abortAll(tables);
  for (const fetch of tables.fetches.values()) fetch.keep = false;
  tables.recent.clear();
  if (tables.kept.size > 0) onDrop(tables, [...tables.kept.keys()]);
}

function leave(tables: Tables, row: RunRow): void {
  tables.runs.delete(row.key);
  for (const key of row.kept) tables.fetches.get(key)?.waiters.delete(row);
}

function hand(tables: Tables, row: RunRow): void {
  const dropped = row.kept.find((key) => !tables.kept.has(key));
  if (dropped !== undefined) {
    // It went while another one was on its way.
    leave(tables, row);
    tables.send(["starved", row.key, row.run, dropped, []]);
    return;
  }
  row.handed = true;
  const { key, run, codes, args, inline, kept, attempt, timeout, place, chain } = row;
  tables.effect({ type: "execute", key, run, codes, args, inline, kept, attempt, timeout, place, chain });
}
