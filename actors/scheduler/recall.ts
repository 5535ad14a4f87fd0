import type { Fact } from "../../src/protocol/facts.ts";
import { forgetCode, shared } from "./codes.ts";
import { DataRow } from "./data-row.ts";
import { admit, hearsayOf, rowsOf } from "./hearsay.ts";
import { NONE, TaskRow, USUAL } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

type FactOf<Kind extends Fact[0]> = Extract<Fact, readonly [Kind, ...unknown[]]>;

/** What a key is. */
type KeyFact = FactOf<"task" | "value" | "elsewhere">;

/** Begins with what earlier schedulers have recorded, while others are waited for who had one. */
export function recall(tables: Tables, steps: Steps, facts: readonly Fact[]): void {
  const keys = new Map<string, KeyFact>();
  for (const fact of facts) {
    if (fact[0] === "code") recallCode(tables, fact);
    else if (fact[0] === "module") recallModule(tables, fact);
    else if (fact[0] === "task" || fact[0] === "value" || fact[0] === "elsewhere") keys.set(fact[1], fact);
  }
  for (const fact of ordered(keys)) tables.records?.found(recallRow(tables, steps, fact), fact[0]);
  for (const fact of facts) {
    if (fact[0] === "inside") recallInside(tables, steps, fact);
    else if (fact[0] === "kept") recallKeepers(tables, fact);
    else if (fact[0] === "name") recallName(tables, steps, fact);
  }
  for (const [, key] of keys.values()) {
    const row = tables.tasks.get(key);
    if (row !== undefined) steps.review(row);
  }
  steps.settle();
  for (const fact of facts) if (fact[0] === "code") forgetCode(tables, fact[1]);
}

/** What each key is, after what it depends on. */
function ordered(keys: ReadonlyMap<string, KeyFact>): Iterable<KeyFact> {
  const order = new Set<KeyFact>();
  const begun = new Set<string>();
  const due = [...keys.keys()].reverse();
  for (let key = due.at(-1); key !== undefined; key = due.at(-1)) {
    const fact = keys.get(key);
    const missing =
      fact === undefined || begun.has(key) ? NONE : needsOf(fact).filter((need) => !begun.has(need));
    begun.add(key);
    due.push(...missing);
    if (missing.length > 0) continue;
    due.pop();
    if (fact !== undefined) order.add(fact);
  }
  return order;
}

function needsOf(fact: KeyFact): readonly string[] {
  return fact[0] === "task" ? fact[4] : NONE;
}

function recallCode({ codes, records }: Tables, [, hash, bytes]: FactOf<"code">): void {
  codes.set(hash, { bytes, alone: [hash], owners: new Set(), tasks: 0 });
  records?.foundCode(hash);
}

function recallModule({ modules, records }: Tables, [, file]: FactOf<"module">): void {
  modules.set(file[0], file);
  records?.foundModule(file[0]);
}

function recallRow(tables: Tables, steps: Steps, fact: KeyFact): TaskRow {
  const [, key] = fact;
  const present = tables.tasks.get(key);
  if (present !== undefined) return present;
  if (fact[0] === "elsewhere") return hearsayOf(tables, steps, key);
  const sequence = ++tables.sequence;
  if (fact[0] === "value") {
    const [, , value] = fact;
    const row = new DataRow(key, value.byteLength, sequence);
    row.inline = value;
    tables.enter(row);
    return row;
  }
  const [, , codes, args, dependencies, terms] = fact;
  const found = rowsOf(tables, steps, dependencies);
  const row = new TaskRow(key, shared(tables, codes), args, found, terms ?? USUAL, sequence, sequence);
  admit(tables, row);
  tables.enter(row);
  return row;
}

function recallInside(tables: Tables, steps: Steps, [, key, futures]: FactOf<"inside">): void {
  const row = tables.tasks.get(key);
  if (row === undefined) return;
  steps.pin(row, rowsOf(tables, steps, futures));
  tables.records?.foundInside(row);
}

function recallKeepers({ tasks, records }: Tables, [, key, keepers]: FactOf<"kept">): void {
  const row = tasks.get(key);
  if (row === undefined) return;
  row.keepers = keepers;
  records?.foundKeepers(row);
}

function recallName(tables: Tables, steps: Steps, [, name, key]: FactOf<"name">): void {
  const row = tables.tasks.get(key) ?? hearsayOf(tables, steps, key);
  tables.published.give(name, row);
  tables.records?.foundName(name, row);
}
