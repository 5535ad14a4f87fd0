import type { Reference } from "../../protocol/code.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Session } from "../session/session.ts";
import { Event } from "./event.ts";
import { Lock } from "./lock.ts";
import { MultiLock } from "./multi-lock.ts";
import { Queue } from "./queue.ts";
import { Semaphore } from "./semaphore.ts";
import { Variable } from "./variable.ts";

/** A handle of the primitive that a reference names, usable at once. Throws `ProtocolError` for a kind that is none. */
export function meetPrimitive(
  session: Session,
  [, kind, name, text]: Extract<Reference, readonly ["primitive", ...unknown[]]>,
): object {
  const setting = text === "" ? null : Number(text);
  switch (kind) {
    case "queue":
      return new Queue(session, name, setting);
    case "lock":
      return new Lock(session, name);
    case "semaphore":
      return new Semaphore(session, name, setting);
    case "event":
      return new Event(session, name);
    case "variable":
      return new Variable(session, name);
    case "multiLock":
      return new MultiLock(session, name.split(","));
    default:
      throw new ProtocolError(
        `A primitive of no known kind, "${kind}". Do all processes run the same version?`,
      );
  }
}
