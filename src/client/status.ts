import { Observable } from "rxjs";
import type { Bus } from "../bus/bus.ts";
import type { Session } from "./session.ts";

/** How things stand with a client: its connection, and the workers of its cluster. */
export interface ClientStatus {
  readonly connection: "connected" | "disconnected" | "closed";
  readonly workers: number;
}

/** The present status, then each change; completes when the client is closed. */
export function statusOf(bus: Bus, session: Session): Observable<ClientStatus> {
  return new Observable((subscriber) => {
    const show = () => {
      const connection = session.closed === null ? bus.status : "closed";
      subscriber.next({ connection, workers: session.workers.length });
      if (connection === "closed") subscriber.complete();
    };
    const unlisten = bus.onStatus(show);
    const unwatch = session.onWorkers(show);
    show();
    return () => {
      unlisten();
      unwatch();
    };
  });
}
