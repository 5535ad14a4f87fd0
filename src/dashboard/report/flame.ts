import type { ProfileNode } from "../../profile/profile.ts";

/** A function in the picture: shares of its width, from 0 to 1, and its row. */
export interface Box {
  readonly node: ProfileNode;
  readonly parent: Box | null;
  /** Place among the functions that its caller called. */
  readonly place: number;
  readonly depth: number;
  readonly from: number;
  readonly share: number;
}

/** Narrower boxes are left out, with all that is below them. */
const LEAST_SHARE = 0.0008;

/** The functions that can be seen when one fills the width; those that called it stand above it, as wide. */
export function layOut(root: ProfileNode, shown: ProfileNode): readonly Box[] {
  const way = wayTo(root, shown);
  const boxes: Box[] = [];
  let caller: Box | null = null;
  way.forEach((node, depth) => {
    const place: number = caller?.node.children.indexOf(node) ?? 0;
    caller = { node, parent: caller, place, depth, from: 0, share: 1 };
    boxes.push(caller);
  });
  // What was put here last is looked at first: rows come out from left to right, each caller before what it calls.
  const left: Box[] = boxes.slice(-1);
  for (let box = left.pop(); box !== undefined; box = left.pop()) {
    const inside = called(box);
    boxes.push(...inside);
    left.push(...inside.reverse());
  }
  return boxes;
}

function called(box: Box): Box[] {
  const { node, depth } = box;
  let { from } = box;
  const boxes: Box[] = [];
  node.children.forEach((child, place) => {
    const share = node.total > 0 ? (child.total / node.total) * box.share : 0;
    if (share >= LEAST_SHARE) boxes.push({ node: child, parent: box, place, depth: depth + 1, from, share });
    from += share;
  });
  return boxes;
}

/** A node and all that led to it, from the root. */
function wayTo(root: ProfileNode, wanted: ProfileNode): readonly ProfileNode[] {
  const callers = new Map<ProfileNode, ProfileNode>();
  const left = [root];
  for (let node = left.pop(); node !== undefined && node !== wanted; node = left.pop()) {
    for (const child of node.children) {
      callers.set(child, node);
      left.push(child);
    }
  }
  const way: ProfileNode[] = [];
  for (let node: ProfileNode | undefined = wanted; node !== undefined; node = callers.get(node))
    way.unshift(node);
  return way[0] === root ? way : [root];
}

/** A function, whoever called it. */
export interface Sum {
  readonly node: ProfileNode;
  self: number;
  /** With all it called, where it called itself, counted once. */
  total: number;
}

/** Every function, the one that took longest by itself first. */
export function sumsOf(root: ProfileNode): readonly Sum[] {
  const sums = new Map<string, Sum>();
  const left: (readonly [ProfileNode, ReadonlySet<Sum>])[] = root.children.map((child) => [child, new Set()]);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [node, callers] = next;
    const id = `${node.name}\n${node.url}\n${node.line}\n${node.column}`;
    const sum = sums.get(id) ?? { node, self: 0, total: 0 };
    sums.set(id, sum);
    sum.self += node.self;
    if (!callers.has(sum)) sum.total += node.total;
    const around = callers.has(sum) ? callers : new Set([...callers, sum]);
    for (const child of node.children) left.push([child, around]);
  }
  return [...sums.values()].sort((a, b) => b.self - a.self);
}

/** How long functions took whose names have `text` in them, those inside of others counted once; ms. */
export function matchedTime(root: ProfileNode, text: string): number {
  let sum = 0;
  const left = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (matches(node, text)) sum += node.total;
    else left.push(...node.children);
  }
  return sum;
}

/** Whether a function is one of those that are looked for. */
export function matches({ name, url }: ProfileNode, text: string): boolean {
  const wanted = text.toLowerCase();
  return name.toLowerCase().includes(wanted) || url.replace("file:", "").toLowerCase().includes(wanted);
}
