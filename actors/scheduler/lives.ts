import type { Life, Terms } from "../../src/protocol/messages.ts";
import type { Claim } from "./claim.ts";
import { NONE, type TaskRow } from "./rows.ts";

/** The same terms for another life of the key. */
export function withLife(terms: Terms, life: Life): Terms {
  if (terms[7] === life) return terms;
  const [priority, retries, timeout, actor, restrictions, home, chain] = terms;
  return [priority, retries, timeout, actor, restrictions, home, chain, life];
}

/**
 * Lives that clients who are back say of one key. Each client that submits a key gives it a life, and the first one's
 * counts; whose that was the next scheduler does not know, but that of all who want the key now each has joined it.
 */
export class Lives {
  readonly #others = new Map<TaskRow, Set<Life>>();

  /** Another client has submitted the key of a row. */
  note(row: TaskRow, [, , , , , , , life]: Terms): void {
    if (life === row.life) return;
    const known = this.#others.get(row) ?? new Set([row.life]);
    this.#others.set(row, known.add(life));
  }

  /** Where workers have runs or results for some of them, the row has that of the last one. */
  settle(claimed: ReadonlyMap<string, readonly Claim[]>): void {
    for (const [row, lives] of this.#others) {
      const claims = (claimed.get(row.key) ?? NONE).filter(({ life }) => lives.has(life));
      const [last] = claims.sort((a, b) => b.run - a.run);
      if (last !== undefined) row.terms = withLife(row.terms, last.life);
    }
  }
}
