import type { Restrictions } from "../../src/protocol/messages.ts";
import type { ReadyQueue } from "./ready.ts";
import type { Tables } from "./tables.ts";

/** Tasks that are ready, and that none of the present workers may run. */
export interface Unrunnable {
  readonly count: number;
  /** The keys of some of them. */
  readonly keys: readonly string[];
  /** What is missing, for people. */
  readonly why: string;
}

/** What waits for workers that are not there; for each group of tasks the keys of `sample` at most. */
export function unrunnable(tables: Tables, sample = 10): Unrunnable[] {
  const { ready } = tables;
  return [ready.usual, ...ready.others].flatMap((queue: ReadyQueue) => {
    const [worker] = ready.workersOf(queue);
    if (worker !== undefined || queue.size === 0) return [];
    const keys = queue.some(sample).map((row) => row.key);
    return [{ count: queue.size, keys, why: reason(tables, queue.restrictions) }];
  });
}

function reason(tables: Tables, restrictions: Restrictions | null): string {
  if (restrictions === null || tables.workers.size === 0) return "There is no worker.";
  const [names, loose, resources] = restrictions;
  const wanted = resources.map(([name, amount]) => `${name}=${amount}`).join(",");
  if (names === null || loose) return `No worker has ${wanted}.`;
  const asked = wanted === "" ? "" : ` with ${wanted}`;
  return `None of its workers is there${asked}: ${names.join(", ")}.`;
}
