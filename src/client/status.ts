import { Observable } from "rxjs";
import type { Bus } from "../bus/bus.ts";
import type { Session } from "./session/session.ts";

/** How things stand with a client: its connection, and the scheduler and workers of its cluster. */
export interface ClientStatus {
  readonly connection: "connected" | "disconnected" | "closed";
  /** `silent` when it has not answered for some 3 s: what is asked of it meanwhile waits for it, or for the next. */
  readonly scheduler: "present" | "silent";
  readonly workers: number;
  /** Of these the ones that take no work, because they are over their memory limit. */
  readonly paused: number;
}

/** The present status, then each change; completes when the client is closed. */
export function statusOf(bus: Bus, session: Session): Observable<ClientStatus> {
  return new Observable((subscriber) => {
    const show = () => {
      const connection = session.closed === null ? bus.status : "closed";
      const { workers } = session.roster;
      const paused = workers.filter(([, , , , full]) => full).length;
      const scheduler = session.presence.silent ? "silent" : "present";
      subscriber.next({ connection, scheduler, workers: workers.length, paused });
      if (connection === "closed") subscriber.complete();
    };
    const unlisten = bus.onStatus(show);
    const unwatch = session.roster.watch(show);
    show();
    return () => {
      unlisten();
      unwatch();
    };
  });
}
