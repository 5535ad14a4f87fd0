import { first, firstValueFrom } from "rxjs";
import type { Future, FutureStatus } from "troupe";

/** Resolves when a future has that status; rejects when it ends without. */
export async function until(future: Future<unknown>, status: FutureStatus): Promise<void> {
  await firstValueFrom(future.status$.pipe(first((present) => present === status)));
}
