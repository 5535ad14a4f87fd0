import { Observable } from "rxjs";
import type { FutureState } from "../../../actors/future.ts";
import type { Entry, Observer } from "../session/entry.ts";
import { Wait } from "../session/hold.ts";
import type { Session } from "../session/session.ts";

/** The present state of an entry, then each change; completes on the last one, and is a wait on the key until then. */
export function statesOf(session: Session, entry: Entry): Observable<FutureState> {
  return new Observable((subscriber) => {
    subscriber.next(entry.state);
    if (entry.settled) {
      subscriber.complete();
      return undefined;
    }
    const wait = new Wait(session, [entry]);
    const observer: Observer = {
      show: (state) => subscriber.next(state),
      settled: () => subscriber.complete(),
    };
    entry.observe(observer);
    return () => {
      entry.ignore(observer);
      wait.end();
    };
  });
}
