import { matches } from "./subject.ts";

/** Subjects whose targets are remembered between two changes. */
const REMEMBERED = 10_000;

interface Entry<T> {
  readonly tokens: readonly string[];
  readonly target: T;
}

/** Which targets a subject has: exact subjects by look-up, patterns by search, and what was found is remembered. */
export class Routes<T> {
  readonly #exact = new Map<string, T[]>();
  readonly #patterns: Entry<T>[] = [];
  readonly #found = new Map<string, readonly T[]>();

  add(pattern: string, target: T): void {
    this.#found.clear();
    if (!/[*>]/.test(pattern)) {
      const targets = this.#exact.get(pattern);
      if (targets === undefined) this.#exact.set(pattern, [target]);
      else targets.push(target);
    } else {
      this.#patterns.push({ tokens: pattern.split("."), target });
    }
  }

  delete(pattern: string, target: T): void {
    this.#found.clear();
    const targets = this.#exact.get(pattern);
    if (targets === undefined) {
      this.#patterns.splice(
        this.#patterns.findIndex((entry) => entry.target === target),
        1,
      );
    } else if (targets.length === 1) {
      this.#exact.delete(pattern);
    } else {
      targets.splice(targets.indexOf(target), 1);
    }
  }

  /** The targets of a subject; empty where nobody listens. */
  find(subject: string): readonly T[] {
    const known = this.#found.get(subject);
    if (known !== undefined) return known;
    const tokens = subject.split(".");
    const targets = [...(this.#exact.get(subject) ?? [])];
    for (const entry of this.#patterns) {
      if (matches(entry.tokens, tokens)) targets.push(entry.target);
    }
    if (this.#found.size >= REMEMBERED) this.#found.clear();
    this.#found.set(subject, targets);
    return targets;
  }
}
