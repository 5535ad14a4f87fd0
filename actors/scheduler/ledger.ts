import { type Change, type Fact, subjectOf } from "../../src/protocol/facts.ts";

/** What changes of the records in one event: of each subject, what is so of it then. */
export class Ledger {
  readonly #facts = new Map<string, Fact | null>();

  enter(fact: Fact): void {
    this.put(subjectOf(fact), fact);
  }

  strike(subject: string): void {
    this.put(subject, null);
  }

  /** What is so of a subject; null for nothing. */
  put(subject: string, fact: Fact | null): void {
    this.#facts.set(subject, fact);
  }

  /** In an order of which each beginning leaves nothing named, kept or inside without what that is made of. */
  get changes(): readonly Change[] {
    const ranked: Change[][] = [[], [], [], [], [], []];
    for (const [subject, fact] of this.#facts) {
      const rank = rankOf(subject);
      if (fact !== null) ranked[rank]?.push(fact);
      else ranked[5 - rank]?.push(["void", subject]);
    }
    return ranked.flat();
  }
}

/** What a key is comes before what is inside, and that before who keeps it or how it is named; it goes after those. */
function rankOf(subject: string): number {
  if (/^(?:kept|name) /.test(subject)) return 2;
  return subject.startsWith("inside ") ? 1 : 0;
}
