import { before, ReadyQueue } from "./ready.ts";
import { eligible } from "./restrictions.ts";
import type { TaskRow } from "./rows.ts";
import type { WorkerRow } from "./worker-row.ts";

/**
 * All tasks that are ready, a queue for each set of conditions under which they may run: where the first
 * of a queue finds no room, none behind it does.
 *
 * Q1. A queue whose first task found no room is asked again when one of its workers has got room, or when
 * there are other workers. The usual one is asked every time.
 */
export class ReadyQueues {
  /** Of tasks that any worker may run. */
  readonly usual = new ReadyQueue("", null);
  readonly #others = new Map<string, ReadyQueue>();
  readonly #open = new Set<ReadyQueue>();
  readonly #workers: ReadonlyMap<string, WorkerRow>;
  #full = false;

  constructor(workers: ReadonlyMap<string, WorkerRow>) {
    this.#workers = workers;
  }

  /** Tasks that are queued. */
  get size(): number {
    let size = this.usual.size;
    for (const queue of this.#others.values()) size += queue.size;
    return size;
  }

  /** Those with tasks that need something special. */
  get others(): Iterable<ReadyQueue> {
    return this.#others.values();
  }

  add(row: TaskRow): void {
    if (isUsual(row)) return this.usual.add(row);
    const id = idOf(row);
    let queue = this.#others.get(id);
    if (queue === undefined) {
      queue = new ReadyQueue(id, row.restrictions);
      this.#others.set(id, queue);
      this.#open.add(queue);
    }
    queue.add(row);
  }

  /** Notes that a queued row has left. */
  left(row: TaskRow): void {
    if (isUsual(row)) return this.usual.left();
    const queue = this.#others.get(idOf(row));
    queue?.left();
    if (queue?.size === 0) this.#remove(queue);
  }

  /** Asks queues again whose tasks may find room by now. */
  reopen(): void {
    this.#full = false;
    if (this.#others.size === 0) return;
    for (const worker of this.#workers.values()) {
      if (!worker.relieved) continue;
      worker.relieved = false;
      for (const queue of worker.queues) this.#open.add(queue);
      worker.queues.clear();
    }
  }

  /** Looks anew at who may run what: a worker has come or gone, or takes no more work. */
  reconsider(): void {
    for (const worker of this.#workers.values()) worker.queues.clear();
    this.usual.workers = null;
    for (const queue of this.#others.values()) {
      queue.workers = null;
      this.#open.add(queue);
    }
  }

  /** The workers that may run what is in the queue. */
  workersOf(queue: ReadyQueue): readonly WorkerRow[] {
    queue.workers ??= eligible(queue.restrictions, open(this.#workers.values()));
    return queue.workers;
  }

  /** The queue with the most urgent task among those that need not wait for room. */
  next(): ReadyQueue | undefined {
    let best = this.#full || this.usual.peek() === undefined ? undefined : this.usual;
    for (const queue of this.#open) {
      const first = queue.peek() as TaskRow;
      if (best === undefined || before(first, best.peek() as TaskRow)) best = queue;
    }
    return best;
  }

  /** There is no room for the first of the queue: it is not asked before there is. */
  wait(queue: ReadyQueue): void {
    if (queue === this.usual) {
      this.#full = true;
      return;
    }
    this.#open.delete(queue);
    for (const worker of this.workersOf(queue)) worker.queues.add(queue);
  }

  #remove(queue: ReadyQueue): void {
    this.#others.delete(queue.id);
    this.#open.delete(queue);
    for (const worker of queue.workers ?? []) worker.queues.delete(queue);
  }
}

function open(workers: Iterable<WorkerRow>): WorkerRow[] {
  return [...workers].filter((worker) => worker.open);
}

/** Whether any worker with a free thread will do. */
function isUsual(row: TaskRow): boolean {
  return row.restrictions === null && !row.actor && !row.suspicious;
}

/** The same for all rows that may run on the same workers under the same conditions. */
function idOf(row: TaskRow): string {
  return JSON.stringify([row.actor, row.suspicious, row.restrictions]);
}
