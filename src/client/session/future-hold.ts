import { CancelledError, type TroupeError } from "../../protocol/errors.ts";
import type { Entry } from "./entry.ts";
import { collected, Hold } from "./hold.ts";
import type { Session } from "./session.ts";

/** The hold of a Future object on its key, and what can be had of the key through that. */
export class FutureHold extends Hold<Session> {
  /** Ends with `future`, or the task that made it; of a key that nobody else knows of not before that is shared. */
  constructor(session: Session, entry: Entry, future: object) {
    super(session, entry);
    if (!entry.secret) this.#enlist(future);
  }

  /** Why nothing can be had through it any more. */
  get gone(): TroupeError | null {
    if (this.keeper.closed !== null) return this.keeper.closed;
    const { key } = this.entry;
    return this.ended ? new CancelledError(`${key} was released.`, { key }) : null;
  }

  /** Its entry; throws where nothing can be had through it any more. */
  get present(): Entry {
    const { gone } = this;
    if (gone !== null) throw gone;
    return this.entry;
  }

  /** Lets others wait for the key, too. */
  share(future: object): void {
    this.entry.shared = true;
    if (!this.entry.secret) return;
    this.keeper.promises.add(this.entry);
    this.#enlist(future);
  }

  #enlist(future: object): void {
    this.keeper.surroundings.adopt(this);
    collected.register(future, this);
  }
}
