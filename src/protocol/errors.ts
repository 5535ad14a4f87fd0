/** What every error of troupe can carry besides its message. */
export interface TroupeErrorOptions extends ErrorOptions {
  /** Key of the task that failed, where there is one. */
  readonly key?: string;
}

/** Base of all errors that troupe itself raises; `code` is stable, `message` says what to do. */
export class TroupeError extends Error {
  readonly code: string = "TROUPE";
  declare readonly key?: string;

  constructor(message: string, options?: TroupeErrorOptions) {
    super(message, options);
    if (options?.key !== undefined) this.key = options.key;
  }

  override get name(): string {
    return this.constructor.name;
  }
}

/** A function or class cannot be sent: its source does not stand alone. */
export class CaptureError extends TroupeError {
  override readonly code = "CAPTURE";
}

/** A value cannot be sent; `path` says where in the value. */
export class SerializationError extends TroupeError {
  override readonly code = "SERIALIZATION";
  readonly path: string;

  constructor(message: string, path = "", options?: TroupeErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** Time ran out; what was waited for may still happen. */
export class TimeoutError extends TroupeError {
  override readonly code = "TIMEOUT";
}

/** The task was cancelled, or its future was released. */
export class CancelledError extends TroupeError {
  override readonly code = "CANCELLED";
}

/** A task threw something that is no Error; the thrown value is the `cause`. */
export class TaskError extends TroupeError {
  override readonly code = "TASK";
}

/** A task was running each time that workers died, too often to try again. */
export class KilledWorkerError extends TroupeError {
  override readonly code = "KILLED_WORKER";
}

/** The actor is gone, and with it the call. */
export class ActorDiedError extends TroupeError {
  override readonly code = "ACTOR_DIED";
}

/** Nothing goes by that name. */
export class NotFoundError extends TroupeError {
  override readonly code = "NOT_FOUND";
}

/** The result is lost and cannot be computed again. */
export class LostError extends TroupeError {
  override readonly code = "LOST";
}

/** The client, cluster or bus was closed. */
export class ClosedError extends TroupeError {
  override readonly code = "CLOSED";
}

/** Bytes from the wire that are no message of this protocol, or a peer of another version. */
export class ProtocolError extends TroupeError {
  override readonly code = "PROTOCOL";
}

/** A server or peer cannot be reached. */
export class ConnectionError extends TroupeError {
  override readonly code = "CONNECTION";
}
