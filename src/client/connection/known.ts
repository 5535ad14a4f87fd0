import { TroupeError } from "../../protocol/errors.ts";
import type { Session } from "../session/session.ts";

const opened = new Set<Session>();

/** A client of this thread has begun. */
export function begun(session: Session): void {
  opened.add(session);
}

/** It has been closed. */
export function ended(session: Session): void {
  opened.delete(session);
}

/** The session of the one client that is open in this thread; `who` asks, and has an option `client` for where there are others. */
export function theSession(who: string): Session {
  const [session, another] = [...opened].filter(({ closed }) => closed === null);
  if (session === undefined)
    throw new TroupeError(
      `No client is open here, and ${who} needs one: begin with Client.connect or Client.local.`,
    );
  if (another !== undefined)
    throw new TroupeError(`Several clients are open here: tell ${who} which by its option "client".`);
  return session;
}
