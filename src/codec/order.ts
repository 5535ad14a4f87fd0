import { ExtData } from "@msgpack/msgpack";
import { ERROR_FIELDS, Extension } from "./extensions.ts";
import { pack } from "./wire.ts";

/** How the members of an array whose head is an extension belong together: from where on, how many at a time. */
interface Grouping {
  readonly start: number;
  readonly size: number;
}

const groupings: ReadonlyMap<number, Grouping> = new Map([
  [Extension.Map, { start: 1, size: 2 }],
  [Extension.Set, { start: 1, size: 1 }],
  [Extension.Entries, { start: 1, size: 2 }],
  [Extension.Error, { start: ERROR_FIELDS, size: 2 }],
]);

/**
 * The same tree (of `Lowering`) with everything whose order does not count in one certain order: keys of
 * objects by their UTF-16 units, entries and members by their bytes. The very same where there is nothing to order.
 */
export function order(tree: unknown): unknown {
  if (typeof tree !== "object" || tree === null || tree instanceof ExtData) return tree;
  return Array.isArray(tree) ? orderArray(tree) : orderRecord(tree as Readonly<Record<string, unknown>>);
}

function orderArray(members: readonly unknown[]): readonly unknown[] {
  const [head] = members;
  const grouping = head instanceof ExtData ? groupings.get(head.type) : undefined;
  let ordered: unknown[] | undefined;
  for (let i = 0; i < members.length; i++) {
    const member = order(members[i]);
    if (member === members[i]) continue;
    ordered ??= [...members];
    ordered[i] = member;
  }
  return grouping === undefined ? (ordered ?? members) : orderGroups(ordered ?? members, grouping);
}

function orderGroups(members: readonly unknown[], { start, size }: Grouping): readonly unknown[] {
  if (members.length <= start + size) return members;
  const groups: { readonly group: readonly unknown[]; readonly bytes: Uint8Array }[] = [];
  for (let i = start; i < members.length; i += size) {
    const group = members.slice(i, i + size);
    groups.push({ group, bytes: pack(group) });
  }
  groups.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  return [...members.slice(0, start), ...groups.flatMap(({ group }) => group)];
}

function orderRecord(record: Readonly<Record<string, unknown>>): object {
  const keys = Object.keys(record);
  const sorted = keys.toSorted();
  const ordered: Record<string, unknown> = {};
  let same = true;
  sorted.forEach((key, i) => {
    ordered[key] = order(record[key]);
    same &&= key === keys[i] && ordered[key] === record[key];
  });
  return same ? record : ordered;
}
