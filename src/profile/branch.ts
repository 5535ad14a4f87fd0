/** Where a function is: its file or what it was sent as, and the place in it, counted from 1; 0 where there is none. */
export interface Frame {
  readonly name: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** What stands for something that is no function. */
export const labelled = (name: string): Frame => ({ name, url: "", line: 0, column: 0 });

/** What stands for all that was cut away below one function. */
const REST = labelled("(rest)");

/** A function as it was called by another, with the time spent there, in a tree that grows. */
export class Branch {
  readonly frame: Frame;
  /** Time in the function itself, ms. */
  self = 0;
  readonly #children = new Map<string, Branch>();

  constructor(frame: Frame) {
    this.frame = frame;
  }

  get children(): Iterable<Branch> {
    return this.#children.values();
  }

  /** What this calls, made when it is called for the first time. */
  child(frame: Frame): Branch {
    const identity = `${frame.name}\0${frame.url}\0${frame.line}\0${frame.column}`;
    let child = this.#children.get(identity);
    if (child === undefined) {
      child = new Branch(frame);
      this.#children.set(identity, child);
    }
    return child;
  }

  /** Adds the times of another tree to this one. */
  merge(other: Branch): void {
    const pairs: [Branch, Branch][] = [[this, other]];
    for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
      const [here, there] = pair;
      here.self += there.self;
      for (const child of there.children) pairs.push([here.child(child.frame), child]);
    }
  }

  /** This and all below it, each before what it calls. */
  *all(): Generator<Branch> {
    const left: Branch[] = [this];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      yield next;
      left.push(...[...next.children].reverse());
    }
  }

  /** The time spent in each function with all that it called, ms. */
  totals(): Map<Branch, number> {
    const totals = new Map<Branch, number>();
    for (const branch of [...this.all()].reverse()) {
      let total = branch.self;
      for (const child of branch.children) total += totals.get(child) ?? 0;
      totals.set(branch, total);
    }
    return totals;
  }

  /** A copy with the `limit` branches that took longest; each says in one more what was cut away below it. */
  pruned(limit: number): Branch {
    const totals = this.totals();
    const longest = [...this.all()].sort((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0));
    const kept = new Set(longest.slice(0, limit));
    const copy = new Branch(this.frame);
    const pairs: [Branch, Branch][] = [[copy, this]];
    for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
      const [to, from] = pair;
      to.self += from.self;
      for (const child of from.children) {
        if (kept.has(child)) pairs.push([to.child(child.frame), child]);
        else to.child(REST).self += totals.get(child) ?? 0;
      }
    }
    return copy;
  }

  /** What happened inside of functions of that name, whoever called them. */
  within(name: string): Branch {
    const found = new Branch(this.frame);
    const left: Branch[] = [...this.children];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (next.frame.name === name) found.child(next.frame).merge(next);
      else left.push(...next.children);
    }
    return found;
  }
}
