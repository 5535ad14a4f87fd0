import { subjectOf } from "../../src/protocol/facts.ts";
import { factOf, insideOf, kindOf, needsOf } from "./facts.ts";
import type { TaskRow } from "./rows.ts";
import type { Tables } from "./tables.ts";

/** Throws unless what is recorded is what the tables say, as S24 has it. */
export function validateRecords(tables: Tables): void {
  const { records, tasks } = tables;
  if (records === null) return;
  const expected = new Set<string>();
  const kept = [...tasks.values()].filter(({ keepers }) => keepers.length > 0);
  for (const { key, keepers } of kept) expected.add(`kept ${key} ${keepers.join(" ")}`);
  for (const [name, { key }] of tables.published.entries) expected.add(`name ${name} ${key}`);
  for (const row of concerned(tables, kept)) {
    const kind = kindOf(row);
    expected.add(`${subjectOf(factOf(row, kind))} ${kind}`);
    const inside = insideOf(row);
    if (inside !== null) expected.add(subjectOf(inside));
    const codes = kind === "task" ? row.codes.filter((hash) => tables.codes.has(hash)) : [];
    for (const hash of codes) expected.add(`code ${hash}`);
  }
  for (const hash of tables.modules.keys()) expected.add(`module ${hash}`);
  const recorded = new Set<string>();
  for (const fact of records.facts(tables)) {
    const subject = subjectOf(fact);
    if (fact[0] === "kept") recorded.add(`${subject} ${fact[2].join(" ")}`);
    else if (fact[0] === "name") recorded.add(`${subject} ${fact[2]}`);
    else recorded.add(subject.startsWith("key ") ? `${subject} ${fact[0]}` : subject);
  }
  for (const text of expected) if (!recorded.has(text)) throw new Error(`S24: "${text}" is not recorded.`);
  for (const text of recorded) if (!expected.has(text)) throw new Error(`S24: "${text}" is recorded.`);
}

/** What is published, kept or in a primitive, and what that needs. */
function concerned(tables: Tables, kept: readonly TaskRow[]): ReadonlySet<TaskRow> {
  const published = Array.from(tables.published.entries, ([, row]) => row);
  const rows = new Set([...published, ...kept, ...[...tables.pins.rows].flat()]);
  for (const row of rows) {
    if (tables.tasks.get(row.key) !== row) rows.delete(row);
    else for (const need of needsOf(row)) rows.add(need);
  }
  return rows;
}
