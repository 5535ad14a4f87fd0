import { ClosedError, ConnectionError, ProtocolError, TimeoutError } from "../protocol/errors.ts";

/** The error of everything that is asked of a closed bus. */
export function closed(): ClosedError {
  return new ClosedError("The bus is closed: nothing can be sent or received over it any more.");
}

/** The error of a request that nobody listens for. */
export function nobodyListens(subject: string): ConnectionError {
  return new ConnectionError(`Nobody listens on ${subject}: the one who should is not running or has left.`);
}

/** The error of a request whose reply can no longer arrive, or that cannot be sent now. */
export function cutOff(subject: string): ConnectionError {
  return new ConnectionError(
    `The connection is cut while ${subject} was asked: whether the request arrived is not known, so ask again once connected.`,
  );
}

/** The error of a request that waited long enough. */
export function timedOut(subject: string): TimeoutError {
  return new TimeoutError(
    `No reply from ${subject} in time: it may still be at work, so ask again or wait longer.`,
  );
}

/** The error of a message above the limit, which is in bytes. */
export function tooLarge(subject: string, size: number, limit: number): ProtocolError {
  return new ProtocolError(
    `A message of ${size} bytes to ${subject} is over the limit of ${limit}: send it in parts, or raise the server's max_payload.`,
  );
}
