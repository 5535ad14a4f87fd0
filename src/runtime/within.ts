import { TimeoutError } from "../protocol/errors.ts";
import type { Clock } from "./clock.ts";
import { deferred } from "./deferred.ts";

/** `promise`, or a `TimeoutError` after `ms`, where that is given; what was waited for goes on. */
export async function within<T>(
  clock: Clock,
  promise: Promise<T>,
  ms: number | undefined,
  what: string,
): Promise<T> {
  if (ms === undefined) return promise;
  const late = deferred<never>();
  const cancel = clock.after(ms, () =>
    late.reject(new TimeoutError(`Waited ${Math.round(ms)} ms for ${what}. What was waited for goes on.`)),
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    cancel();
  }
}
