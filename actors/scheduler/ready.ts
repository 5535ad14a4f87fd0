import type { Restrictions } from "../../src/protocol/messages.ts";
import type { TaskRow } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

/**
 * Tasks that are ready to run, the one to run next on top: a binary heap by the user's priority,
 * then by rank. A row that leaves out of turn stays in the heap until it comes up or until such
 * rows are the majority.
 */
export class ReadyQueue {
  /** Stands for the conditions that its tasks have in common. */
  readonly id: string;
  readonly restrictions: Restrictions | null;
  /** Workers that may run its tasks, once somebody has asked. */
  workers: readonly WorkerRow[] | null = null;
  #heap: TaskRow[] = [];
  #queued = 0;

  constructor(id: string, restrictions: Restrictions | null) {
    this.id = id;
    this.restrictions = restrictions;
  }

  /** Tasks that are queued. */
  get size(): number {
    return this.#queued;
  }

  add(row: TaskRow): void {
    this.#queued++;
    this.#heap.push(row);
    this.#rise(this.#heap.length - 1);
  }

  /** Notes that a queued row has left. */
  left(): void {
    this.#queued--;
    if (this.#heap.length > 64 && this.#queued * 2 < this.#heap.length) this.#compact();
  }

  /** The row to run next; it stays until its state says that it left. */
  peek(): TaskRow | undefined {
    let top = this.#heap[0];
    while (top !== undefined && top.state !== "queued") {
      this.#pop();
      top = this.#heap[0];
    }
    return top;
  }

  /** Some of the queued rows, `limit` at most. */
  some(limit: number): TaskRow[] {
    const rows = new Set<TaskRow>();
    for (const row of this.#heap) {
      if (rows.size === limit) break;
      if (row.state === "queued") rows.add(row);
    }
    return [...rows];
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #compact(): void {
    this.#heap = [...new Set(this.#heap)].filter((row) => row.state === "queued");
    for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) this.#sink(i);
  }

  #rise(start: number): void {
    const heap = this.#heap;
    const row = heap[start] as TaskRow;
    let i = start;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as TaskRow;
      if (!before(row, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = row;
  }

  #sink(start: number): void {
    const heap = this.#heap;
    const row = heap[start] as TaskRow;
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as TaskRow, heap[child] as TaskRow)) child++;
      const below = heap[child] as TaskRow;
      if (!before(below, row)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = row;
  }
}

/** Whether `a` is to run before `b`. */
export function before(a: TaskRow, b: TaskRow): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.sequence < b.sequence;
}
