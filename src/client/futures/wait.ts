import { systemClock } from "../../runtime/clock.ts";
import { deferred } from "../../runtime/deferred.ts";
import { within } from "../../runtime/within.ts";
import { check, DURATION, type Rules } from "../options.ts";
import { counted } from "../text/units.ts";
import { type AnyFuture, futuresOf, type Several } from "./several.ts";

/** For how many futures `wait` waits. */
export type ReturnWhen = "ALL_COMPLETED" | "FIRST_COMPLETED" | "FIRST_EXCEPTION";

/** What `wait` waits for, and how long. */
export interface WaitOptions {
  /** Ms after which it rejects with `TimeoutError`; what was waited for goes on. */
  readonly timeout?: number;
  /**
   * All of them, the default; or any one; or one that ends with an error, or is lost, and all where none
   * does. A cancelled one is completed, without an exception.
   */
  readonly returnWhen?: ReturnWhen;
}

/** Which futures have ended, and which have not. */
export interface Waited<F extends AnyFuture> {
  readonly done: Set<F>;
  readonly notDone: Set<F>;
}

/** Whether a future that has ended is enough for the others not to be waited for. */
const SUFFICES: Readonly<Record<ReturnWhen, (ended: AnyFuture) => boolean>> = {
  ALL_COMPLETED: () => false,
  FIRST_COMPLETED: () => true,
  FIRST_EXCEPTION: ({ status }) => status === "error" || status === "lost",
};

const RULES: Rules<WaitOptions> = {
  timeout: DURATION,
  returnWhen: [
    (value) => typeof value === "string" && Object.hasOwn(SUFFICES, value),
    Object.keys(SUFFICES).join(", "),
  ],
};

/**
 * Waits until futures have ended, however they do: a failed, cancelled, released or lost one throws nothing
 * here, nor does one whose client is closed. Of none it is over at once. Rejects with `TimeoutError`.
 */
export async function wait<F extends AnyFuture>(
  futures: Several<F>,
  options: WaitOptions = {},
): Promise<Waited<F>> {
  check(options, RULES);
  const { timeout, returnWhen = "ALL_COMPLETED" } = options;
  const notDone = new Set(futuresOf(futures, "wait"));
  const done = new Set<F>();
  const reached = deferred<void>();
  let enough = notDone.size === 0;
  const stops = [...notDone].map((future) =>
    future.whenDone(() => {
      notDone.delete(future);
      done.add(future);
      enough ||= notDone.size === 0 || SUFFICES[returnWhen](future);
      if (enough) reached.resolve();
    }),
  );
  const [pending] = notDone;
  const resume = enough ? undefined : pending?.yieldSlot();
  try {
    if (!enough) await within(systemClock, reached.promise, timeout, counted(stops.length, "future"));
    return { done, notDone };
  } finally {
    for (const stop of stops) stop();
    resume?.();
  }
}
