import { SAME } from "../../src/protocol/messages.ts";
import { type Failure, TaskRow, USUAL } from "./rows.ts";
import type { Steps } from "./steps.ts";
import type { Tables } from "./tables.ts";

/** Publishes a key under a name, or says why that cannot be. */
export function publish(
  tables: Tables,
  steps: Steps,
  name: string,
  key: string,
  override: boolean,
): Failure | null {
  const row = tables.tasks.get(key);
  if (row === undefined) return ["denied", "NOT_FOUND", `There is no task ${key} to publish as "${name}".`];
  if (row.actor)
    return [
      "denied",
      "TROUPE",
      `${key} is an actor, and what is published is a value: give it a name with client.options({ name }).actor(…), and look it up.`,
    ];
  const before = tables.published.find(name);
  if (before === row) return null;
  if (before !== undefined && !override)
    return [
      "denied",
      "TROUPE",
      `"${name}" is the name of ${before.key} already. Unpublish it first, or publish with { override: true }.`,
    ];
  tables.published.give(name, row);
  tables.records?.rename(name);
  if (before !== undefined) steps.review(before);
  steps.review(row);
  return null;
}

/** Frees a name; one that nobody has is free already. */
export function unpublish(tables: Tables, steps: Steps, name: string): void {
  const row = tables.published.take(name);
  if (row === undefined) return;
  tables.records?.rename(name);
  steps.review(row);
}

/** What was published is no more: nor are its names. */
export function unname(tables: Tables, row: TaskRow): void {
  for (const name of tables.published.forget(row)) tables.records?.rename(name);
}

/** A task that has the value of what is published under a name, for a client that knows the name alone. */
export function copyOf(tables: Tables, key: string, name: string): TaskRow {
  const original = tables.published.find(name);
  const sequence = ++tables.sequence;
  const found = original === undefined ? [] : [original];
  const row = new TaskRow(key, [SAME], new Uint8Array(), found, USUAL, sequence, sequence);
  if (original === undefined) {
    row.failure = ["denied", "NOT_FOUND", `Nothing is published as "${name}".`];
    return row;
  }
  original.dependents ??= new Set();
  original.dependents.add(row);
  return row;
}
