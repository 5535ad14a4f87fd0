import { TroupeError } from "../../protocol/errors.ts";
import { Future } from "../futures/future.ts";
import type { OwnEntry } from "../session/own-entry.ts";
import type { Session } from "../session/session.ts";

/**
 * What a call to an actor gives, or a property when it is read: a Future of which the scheduler knows nothing,
 * until a task or a result is to have it.
 */
export class ActorFuture<T> extends Future<T> {
  readonly #call: OwnEntry;

  /** References to actors make these; nobody else does. */
  constructor(session: Session, call: OwnEntry) {
    super(session, call);
    this.#call = call;
  }

  /** Whether the call was made. */
  get begun(): boolean {
    return this.#call.begun;
  }

  protected override get kind(): string {
    return "ActorFuture";
  }

  /** Rejects: what an actor has done is not undone, and only its caller knows whether to call again. */
  override async retry(): Promise<void> {
    throw new TroupeError(
      `${this.key} is a call to an actor, which is not made again by itself. Call it again.`,
    );
  }

  /** A call that is made is done, whatever becomes of its future. */
  override keepUntilDone(): void {
    this.#call.begin(null);
  }
}
