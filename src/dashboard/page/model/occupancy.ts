import type { WorkerView } from "../../../client/observer/views.ts";

/**
 * Threads of a worker that have work. That a task runs is only told after a while, so what was sent to the worker
 * counts, too, as far as there are threads for it.
 */
export function busyThreads({ running, queued, threads }: WorkerView): number {
  return Math.min(threads, running + queued);
}
