import { Bar } from "./bar.ts";
import { type AnyFuture, futuresOf, type Several } from "./several.ts";
import { wait } from "./wait.ts";

/**
 * Resolves when all futures have ended, however they do. Meanwhile a bar on stderr shows how many have, and
 * how many of them failed, where stderr is a terminal; elsewhere nothing is written.
 */
export async function progress(futures: Several<AnyFuture>): Promise<void> {
  const all = new Set(futuresOf(futures, "progress"));
  if (!process.stderr.isTTY) return void (await wait(all));
  const bar = new Bar(process.stderr, all.size);
  const end = () => bar.end();
  // What the process writes when it is ended meanwhile begins on a line of its own.
  process.once("exit", end);
  for (const future of all) future.whenDone(() => bar.count(future.status));
  try {
    await wait(all);
  } finally {
    process.off("exit", end);
    bar.end();
  }
}
