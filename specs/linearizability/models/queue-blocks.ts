import type { Span } from "../model.ts";
import { itemsOf, type QueueOperation } from "./queue-operation.ts";

/** Items that were taken together, which must have been put one right behind the other. */
export class Blocks {
  /** The item right before each, and right behind it. */
  readonly #before = new Map<string, string>();
  readonly #behind = new Map<string, string>();
  /**
   * A block comes before another if any put of it returned before any of the other was called; the put of the
   * first item stands for it.
   */
  readonly order: readonly Span<QueueOperation>[];

  constructor(operations: readonly QueueOperation[]) {
    const puts = new Map(operations.map((put) => [put.request[0] === "put" ? put.request[1] : "", put]));
    this.order = operations.flatMap((operation) => {
      const items = itemsOf(operation);
      for (const [i, item] of items.slice(1).entries()) {
        this.#before.set(item, items[i] as string);
        this.#behind.set(items[i] as string, item);
      }
      const block = items.flatMap((item) => puts.get(item) ?? []);
      const [first] = block;
      if (first === undefined) return [];
      const from = Math.max(...block.map(({ called }) => called));
      return [[first, from, Math.min(...block.map(({ returned }) => returned))] as const];
    });
  }

  /** Whether an item can be put right behind another, or into an empty queue. */
  agree(last: string | undefined, item: string): boolean {
    const [before, behind] = [this.#before.get(item), this.#behind.get(last ?? "")];
    return (before === undefined || before === last) && (behind === undefined || behind === item);
  }
}
