import { ProtocolError } from "../protocol/errors.ts";
import type { Receiver } from "./bus.ts";

/**
 * Hands one message to its receiver. Bytes that the receiver refuses with a `ProtocolError` are dropped;
 * any other error is a mistake in the receiver and becomes an uncaught exception of the process, as with
 * event listeners. Either way the next message is delivered.
 */
export function deliver(
  receiver: Receiver,
  bytes: Uint8Array,
  subject: string,
  respond: ((reply: Uint8Array) => void) | undefined,
): void {
  try {
    receiver(bytes, subject, respond);
  } catch (error) {
    if (!(error instanceof ProtocolError)) surface(error);
  }
}

/** Throws `error` where nobody catches it, out of reach of the loop that called the one who threw it. */
export function surface(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
