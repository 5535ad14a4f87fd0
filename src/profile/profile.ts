import type { Branch, Frame } from "./branch.ts";

/** A function as it was called by another, and the time spent there, ms. */
export interface ProfileNode extends Frame {
  /** In the function itself. */
  readonly self: number;
  /** With all that it called. */
  readonly total: number;
  /** What it called, longest first. */
  readonly children: readonly ProfileNode[];
}

/** What the threads of a cluster did for a while, all taken together. */
export interface Profile {
  /** Its children are the functions of tasks, and the classes of actors. */
  readonly root: ProfileNode;
  /** Ms since 1970-01-01 UTC. */
  readonly began: number;
  /** For how long, ms. */
  readonly ms: number;
  /** Time between two samples of a thread, µs. */
  readonly interval: number;
  /** Names of the workers that were sampled, and how many threads of theirs. */
  readonly workers: readonly string[];
  readonly threads: number;
  /** What is not in it, and why. */
  readonly missing: readonly { readonly worker: string; readonly why: string }[];
}

/** A tree as plain data, that grows no more. */
export function nodeOf(root: Branch): ProfileNode {
  const totals = root.totals();
  const nodes = new Map<Branch, ProfileNode>();
  for (const branch of [...root.all()].reverse()) {
    const children = Array.from(branch.children, (child) => nodes.get(child)).filter(
      (child) => child !== undefined,
    );
    children.sort((a, b) => b.total - a.total);
    nodes.set(branch, { ...branch.frame, self: branch.self, total: totals.get(branch) ?? 0, children });
  }
  return nodes.get(root) as ProfileNode;
}
