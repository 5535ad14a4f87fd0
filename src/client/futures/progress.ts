import { nameOf } from "../../../actors/scheduler/tally.ts";
import { systemClock } from "../../runtime/clock.ts";
import { Bars } from "./bars.ts";
import { type AnyFuture, futuresOf, type Several } from "./several.ts";
import { wait } from "./wait.ts";

/**
 * Resolves when all futures have ended, however they do. Meanwhile a bar on stderr shows how many have, how many of
 * them failed, at which rate they do and when all will have, where stderr is a terminal; futures of several functions
 * have a bar for each. Elsewhere nothing is written.
 */
export async function progress(futures: Several<AnyFuture>): Promise<void> {
  const all = new Set(futuresOf(futures, "progress"));
  if (!process.stderr.isTTY) return void (await wait(all));
  const names = [...all].map(({ key }) => nameOf(key));
  const bars = new Bars(process.stderr, names, systemClock);
  const end = () => bars.end();
  // What the process writes when it is ended meanwhile begins on a line of its own.
  process.once("exit", end);
  let at = 0;
  for (const future of all) {
    const name = names[at++] ?? "";
    future.whenDone(() => bars.count(name, future.status));
  }
  try {
    await wait(all);
  } finally {
    process.off("exit", end);
    bars.end();
  }
}
