import { ConnectionError, TroupeError } from "../protocol/errors.ts";
import { StoreFullError } from "./log.ts";

/** The error of who writes what another writes by now. */
export function superseded(what: string): TroupeError {
  return new TroupeError(`Another process writes to ${what} by now: this one has to end.`);
}

/** The error of who writes before it has read. */
export function unread(what: string): TroupeError {
  return new TroupeError(`Read ${what} before you write to it: who reads last writes.`);
}

/** The error of what the store refuses, with what it says about that. */
export function refused(what: string, cause: Error): StoreFullError {
  return new StoreFullError(
    `JetStream cannot store what is written to ${what}: ${cause.message}. Give it room (max_bytes of the stream, max_file_store of nats-server, or the disk) and start the scheduler again.`,
    { cause },
  );
}

/** The error of a log from which something is gone that was stored. */
export function shortened(what: string, stored: number, found: number): TroupeError {
  return new TroupeError(
    `JetStream has lost a part of ${what}: ${stored} messages were stored and ${found} are left. Look at the server's disk, and start the scheduler again.`,
  );
}

/** The error of what cannot be reached in the store, or is not as it must be. */
export function unavailable(what: string, cause: unknown): ConnectionError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ConnectionError(
    `JetStream gives no access to ${what}: ${why}. Look at the NATS server's log, and start the scheduler again.`,
    { cause },
  );
}
