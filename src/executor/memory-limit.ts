import { totalmem } from "node:os";

/** Heap of one of several threads, MB: together they have half of the machine's memory. */
export function defaultLimitMb(threads: number): number {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.max(64, Math.floor(memory / 2 / threads / 2 ** 20));
}
