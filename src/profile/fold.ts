import type { Profiler } from "node:inspector";
import { type Branch, type Frame, labelled } from "./branch.ts";

type RawNode = Profiler.ProfileNode;

/** What is in a file: code of users, of troupe and what it is made of, or of Node.js and V8. */
export type Kind = "user" | "troupe" | "runtime";

/** What the tree's root is called. */
export const ALL = labelled("(all)");
const TROUPE = labelled("(troupe)");
const COLLECTOR = labelled("(garbage collector)");

/** Nodes that say that a thread did nothing, or nothing of JavaScript's. */
const NOTHING: ReadonlySet<string> = new Set(["(root)", "(program)", "(idle)"]);
/** What a function without a name is called. */
export const ANONYMOUS = "(anonymous)";
const START: Spot = { branch: null, inside: false };
/** Where functions that were sent as source are said to be; what follows is the name of the function. */
export const SENT = "troupe:";

/** Says what a url is. */
export interface Places {
  kind(url: string): Kind;
  /** Where a frame of V8's is, for people. */
  frame(raw: Profiler.ProfileNode["callFrame"]): Frame;
}

/** Where time goes that is spent in a node. */
interface Spot {
  /** Null before the first code of a user: that far it only led there. */
  readonly branch: Branch | null;
  /** Within troupe's own code, which is shown as one. */
  readonly inside: boolean;
}

/** What the time of a node counts for: nothing, what ran before it, or troupe's own work. */
type Account = Branch | "nothing" | "before" | "troupe";

/**
 * Adds to `root` what V8 has sampled, beginning with what users wrote: what led there is cut, and troupe's own code
 * is one branch wherever it comes up. Times of garbage collection belong to what ran before.
 */
export function fold(
  { nodes, samples = [], timeDeltas = [] }: Profiler.Profile,
  root: Branch,
  places: Places,
): void {
  const accounts = accountsOf(nodes, root, places);
  let last: Branch = root;
  let length = 0;
  samples.forEach((id, i) => {
    // A sample counts until the next; the last for as long as the one before.
    length = Math.max(0, timeDeltas[i + 1] ?? length);
    const account = accounts.get(id) ?? "nothing";
    if (account === "nothing") last = root;
    else if (account === "before") last.child(COLLECTOR).self += length / 1000;
    else {
      last = account === "troupe" ? root.child(TROUPE) : account;
      last.self += length / 1000;
    }
  });
}

function accountsOf(nodes: readonly RawNode[], root: Branch, places: Places): Map<number, Account> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const accounts = new Map<number, Account>();
  const left: [RawNode, Spot][] = nodes.slice(0, 1).map((first) => [first, START]);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [node, above] = next;
    const { functionName } = node.callFrame;
    let spot = above;
    if (NOTHING.has(functionName)) accounts.set(node.id, "nothing");
    else if (functionName === COLLECTOR.name) accounts.set(node.id, "before");
    else {
      spot = step(node, above, root, places);
      accounts.set(node.id, spot.branch ?? "troupe");
    }
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) left.push([child, spot]);
    }
  }
  return accounts;
}

function step({ callFrame }: RawNode, { branch, inside }: Spot, root: Branch, places: Places): Spot {
  const kind = places.kind(callFrame.url);
  if (kind !== "user") {
    if (branch === null || (inside && kind === "runtime")) return { branch, inside };
    if (kind === "runtime") return { branch: branch.child(places.frame(callFrame)), inside: false };
    return { branch: inside ? branch : branch.child(TROUPE), inside: true };
  }
  const frame = places.frame(callFrame);
  return { branch: branch === null ? begin(frame, root) : branch.child(frame), inside: false };
}

/** What was sent as source goes by the name of its function, also where something inside of it goes on by itself. */
function begin(frame: Frame, root: Branch): Branch {
  if (!frame.url.startsWith(SENT)) return root.child(frame);
  const name = frame.url.slice(SENT.length);
  const task = root.child({ name, url: frame.url, line: 1, column: 0 });
  return frame.name === name || frame.name === ANONYMOUS ? task : task.child(frame);
}
