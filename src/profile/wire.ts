import { decodeBatch, encodeBatch } from "../codec/batch.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { amount, type Check, count, list, text, texts, tuple } from "../protocol/fields.ts";
import type { Payload } from "../protocol/messages.ts";
import { Branch } from "./branch.ts";

/** Branches that one worker sends at most. */
const WIRE_BRANCHES = 5000;

/** What a worker has seen. */
export interface Sample {
  readonly root: Branch;
  /** Threads that were looked at. */
  readonly threads: number;
  /** What is missing, and why; empty where nothing is. */
  readonly flaw: string;
}

/** A branch: its frame, whose url is one of a list, and the place of its parent among those before it. */
type Row = readonly [name: string, url: number, line: number, column: number, parent: number, self: number];
const rows: Check<readonly Row[]> = list(
  tuple<[string, number, number, number, number, number]>(text, count, count, count, count, amount),
);

/** What a worker has seen, as bytes; of a large tree the branches that took longest. */
export function encodeSample({ root, threads, flaw }: Sample): Payload {
  const urls = new Map<string, number>();
  const places = new Map<Branch, number>();
  const list: Row[] = [];
  const parents = new Map<Branch, number>();
  for (const branch of root.pruned(WIRE_BRANCHES).all()) {
    const { name, url, line, column } = branch.frame;
    if (!urls.has(url)) urls.set(url, urls.size);
    places.set(branch, list.length);
    for (const child of branch.children) parents.set(child, list.length);
    list.push([name, urls.get(url) ?? 0, line, column, parents.get(branch) ?? 0, branch.self]);
  }
  return encodeBatch([threads, flaw, [...urls.keys()], list]);
}

/** What a worker has sent; throws `ProtocolError` for anything else. */
export function decodeSample(bytes: Payload): Sample {
  const [threads, flaw, urls, list] = decodeBatch(bytes);
  if (!count(threads) || !text(flaw) || !texts(urls) || !rows(list) || list.length > 2 * WIRE_BRANCHES + 1)
    throw new ProtocolError("Not a profile.");
  const branches: Branch[] = [];
  for (const [name, url, line, column, parent, self] of list) {
    const frame = { name, url: urls[url] ?? "", line, column };
    const branch = branches.length === 0 ? new Branch(frame) : branches[parent]?.child(frame);
    if (branch === undefined) throw new ProtocolError("A profile with a branch that has no parent.");
    branch.self += self;
    branches.push(branch);
  }
  const [root] = branches;
  if (root === undefined) throw new ProtocolError("A profile without a root.");
  return { root, threads, flaw };
}
