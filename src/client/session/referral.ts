import type { Reference } from "../../protocol/code.ts";
import type { Entry } from "./entry.ts";
import type { Session } from "./session.ts";

/** Under this symbol an object says what stands for it in a result; nobody else asks for that. */
export const REFERENCE: unique symbol = Symbol.for("troupe.reference") as never;

/** Under this symbol an object says what stands for it in what a client sends. */
export const REFER: unique symbol = Symbol("refer") as never;

/** What can be inside of values, and is the same wherever it arrives: a future, a reference to an actor, a primitive. */
export interface Referable {
  readonly [REFERENCE]: Reference;
  /** Adds the entry of its key to `met`. Throws `CancelledError` where it is gone, `TypeError` where it is of another client. */
  [REFER](session: Session, met: Set<Entry>): Reference;
}

/** What stands for such an object in what a client sends, and nothing for any other value. */
export function referTo(session: Session, value: object, met: Set<Entry>): Reference | undefined {
  return (value as Partial<Referable>)[REFER]?.(session, met);
}
