import { CALL_BYTES } from "../../protocol/calls.ts";
import {
  ActorDiedError,
  CancelledError,
  ConnectionError,
  KilledWorkerError,
  LostError,
  NotFoundError,
  ProtocolError,
  SerializationError,
  TimeoutError,
  TroupeError,
} from "../../protocol/errors.ts";
import type { Outcome } from "./entry.ts";

/** The end of a key that was cancelled. */
export function cancelled(key: string): Outcome {
  const error = new CancelledError(`${key} was cancelled.`, { key });
  // Until the stack is text it has hold of `this` in each frame: of the very future, which then never were garbage.
  void error.stack;
  return { kind: "error", error };
}

/** The end of a key because workers died with `culprit`, itself or what it depends on. */
export function killed(culprit: string, workers: readonly string[]): Outcome {
  const text = `${culprit} was running each time that a worker died (${workers.join(", ")}), and is not tried again. Look into the logs of the workers; it may need more memory than they have.`;
  return { kind: "error", error: new KilledWorkerError(text, { key: culprit }) };
}

/** The end of a key because the data of `culprit`, itself or what it depends on, is gone. */
export function lost(culprit: string): Outcome {
  const text = `The data of ${culprit} is lost, and nothing says how to compute it again. Submit it again.`;
  return { kind: "error", error: new LostError(text, { key: culprit }) };
}

/** Why a future that has been let go of cannot do `what`. */
export function unusable(key: string, what: string): CancelledError {
  const text = `${key} cannot ${what}: it was cancelled or released, or its client closed. Submit it again.`;
  return new CancelledError(text, { key });
}

/** Why a future cannot do `what` with a client that is not its own. */
export function foreign(key: string, what: string): TypeError {
  return new TypeError(
    `${key} cannot ${what}: it is of another client. Take client.future(key) of this one.`,
  );
}

/** The end of a client that cannot read what its scheduler says. */
export function unreadable(cause: ProtocolError): ProtocolError {
  const text = `The client cannot read what the scheduler sent to it: ${cause.message} Install the same version of troupe on both sides.`;
  return new ProtocolError(text, { cause });
}

/** What the scheduler denies, by the code of the error that says so. */
export function denied(code: string, reason: string, key?: string): TroupeError {
  const options = key === undefined ? {} : { key };
  if (code === "NOT_FOUND") return new NotFoundError(reason, options);
  if (code === "LOST") return new LostError(reason, options);
  return new TroupeError(reason, options);
}

/** An actor as calls to it know it. */
interface Called {
  readonly key: string;
  /** Address at which its worker takes calls. */
  readonly host: string;
  /** Ms that each call to it has. */
  readonly timeout: number;
}

/** The end of a call whose arguments take so many bytes. */
export function tooLarge(size: number): SerializationError {
  const text = `The arguments take ${size} bytes; ${CALL_BYTES} are allowed. Scatter the data, and pass its future to a task, or give it in parts.`;
  return new SerializationError(text, "args");
}

/** The end of a call of `member` whose time is up. */
export function timedOut({ key, timeout }: Called, member: string): TimeoutError {
  const text = `"${member}" of ${key} was not answered within ${timeout} ms, in which it may have waited for its arguments and for calls before it, and may still happen. Give the actor more time, or less to do.`;
  return new TimeoutError(text, { key });
}

/** The end of calls to actors on a worker whose answers cannot be read. */
export function hostUnreadable(host: string, cause: ProtocolError): ProtocolError {
  const text = `The client cannot read what ${host} sent to it: ${cause.message} Install the same version of troupe on both sides.`;
  return new ProtocolError(text, { cause });
}

/** The end of a call that its host has forgotten, with all that it had with this client. */
export function hostForgot({ key, host }: Called): ConnectionError {
  const text = `${host} had heard nothing from here for too long, and what became of the calls to ${key} is not known. Look whether the connection is stable, and call again.`;
  return new ConnectionError(text, { key });
}

/** The end of a call to an actor whose worker is gone. */
export function hostGone({ key }: Called): ActorDiedError {
  return new ActorDiedError(`The actor ${key} is gone: its worker has left or died. Make another.`, { key });
}

/** The end of a key because nobody knows the actor `culprit` any more, itself or what it depends on. */
export function forgottenActor(culprit: string): Outcome {
  return ended(culprit, `The actor ${culprit} is gone: the scheduler knows of none like that. Make another.`);
}

/** The end of a key because the actor `culprit`, itself or what it depends on, is no more. */
export function ended(culprit: string, reason: string): Outcome {
  return { kind: "error", error: new ActorDiedError(reason, { key: culprit }) };
}
