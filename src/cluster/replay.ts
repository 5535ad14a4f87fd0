import type { Fact } from "../protocol/facts.ts";
import type { Log } from "../store/log.ts";
import { isCommand } from "./command.ts";
import { FactBook } from "./fact-book.ts";
import { readEntry } from "./journal.ts";
import type { Primitives } from "./primitives.ts";
import { readSnapshot } from "./saved.ts";

/** What was in a log beside the state of primitives. */
export interface History {
  /** What schedulers have recorded. */
  readonly facts: readonly Fact[];
  /** Bytes of the entries, and of the snapshot. */
  readonly bytes: number;
  readonly snapshot: number;
}

/** Brings new primitives to where the log ends. Rejects where that cannot be read. */
export async function replay(log: Log, primitives: Primitives): Promise<History> {
  const { snapshot, entries } = await log.read();
  const book = new FactBook();
  if (snapshot !== null) {
    const [state, facts] = readSnapshot(snapshot);
    primitives.restore(state);
    for (const fact of facts) book.take(fact);
  }
  for (const entry of entries) {
    const { stamp, lines } = readEntry(entry);
    primitives.stamp = stamp;
    for (const line of lines) {
      if (isCommand(line)) primitives.apply(line);
      else book.take(line);
    }
  }
  const bytes = entries.reduce((sum, entry) => sum + entry.byteLength, 0);
  return { facts: book.facts, bytes, snapshot: snapshot?.byteLength ?? 0 };
}
