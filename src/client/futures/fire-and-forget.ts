import { type AnyFuture, futuresOf, type Several } from "./several.ts";

/**
 * Has tasks done whatever becomes of their futures: released, collected, or gone with their client or its
 * process. Nobody is told how they end, unless a future is still held; cancelling still ends them.
 */
export function fireAndForget(futures: Several<AnyFuture>): void {
  for (const future of futuresOf(futures, "fireAndForget")) future.keepUntilDone();
}
