import { TaskError, TimeoutError } from "../protocol/errors.ts";

/** The error of a run whose time was up. */
export function timedOut(key: string, ms: number): TimeoutError {
  const text = `${key} ran longer than its timeout of ${ms} ms: give it more time, or less to do.`;
  return new TimeoutError(text, { key });
}

/** The error of a run that took its thread along; `cause` is what the thread threw, `limitMb` its heap. */
export function endedThread(key: string, cause: Error | null, limitMb: number): TaskError {
  if (cause === null) return new TaskError(`${key} ended its thread: return or throw instead.`, { key });
  const { code, message } = cause as NodeJS.ErrnoException;
  const what =
    code === "ERR_WORKER_OUT_OF_MEMORY"
      ? `ran out of memory (limit ${limitMb} MB): let it hold less at a time, or give its worker more.`
      : `ended its thread: ${message}`;
  return new TaskError(`${key} ${what}`, { key, cause });
}

/** The error of a run for which its worker starts no thread; `cause` is what hinders that. */
export function unstarted(key: string, cause: Error | null, worker: string): TaskError {
  const why = cause?.message ?? "they end at once";
  const text = `Worker ${worker} cannot start the threads that run tasks: ${why}`;
  return new TaskError(text, { key, ...(cause && { cause }) });
}

/** Why actors have ended with their thread, where nobody said so: `culprit` had its turn there, if anything had `begun`. */
export function endedActors(culprit: string | undefined, begun: boolean, cause: Error | null): string {
  const why = cause === null ? "" : `: ${cause.message}`;
  if (culprit === undefined && !begun) return `The thread for the actor does not start${why}`;
  return `${culprit ?? "Something"} ended its thread, and all actors there with it${why}.`;
}
