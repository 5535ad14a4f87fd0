import type { EventObject, Observer, Subscription } from "xstate";
import { ActorDiedError, TroupeError } from "../../protocol/errors.ts";
import type { Payload } from "../../protocol/messages.ts";
import { deferred } from "../../runtime/deferred.ts";
import type { Outcome } from "../session/entry.ts";
import { type Arrival, type Arrived, readSnapshot } from "./remote-snapshot.ts";

/** Who wants to know of snapshots, until `over` is called. */
export interface Watcher {
  readonly observer: Observer<Arrived>;
  over(): void;
}

type Handler = (event: EventObject) => void;

/** A machine as this client sees it: its last snapshot that has arrived, and who wants to know of the next. */
export class RemoteMachine {
  readonly key: string;
  readonly #read: (bytes: Payload) => unknown;
  readonly #watchers = new Set<Watcher>();
  readonly #handlers = new Map<string, Set<Handler>>();
  readonly #first = deferred<void>();
  readonly #settle: (outcome: Outcome) => void;
  #present: Arrived | null = null;
  /** Why the present snapshot is not here, where it cannot travel. */
  #refusal: Error | null = null;
  /** Tells an observer how it ended, once it has. */
  #end: ((observer: Observer<Arrived>) => void) | null = null;

  /** `read` makes values of bytes; `settle` is called with what it ends with. */
  constructor(key: string, read: (bytes: Payload) => unknown, settle: (outcome: Outcome) => void) {
    this.key = key;
    this.#read = read;
    this.#settle = settle;
    this.#first.promise.catch(() => {});
  }

  /** Resolves when a snapshot has come; rejects where none will. */
  get ready(): Promise<void> {
    return this.#first.promise;
  }

  /** Whether a snapshot has come, or none will. */
  get here(): boolean {
    return this.#present !== null || this.#end !== null;
  }

  get ended(): boolean {
    return this.#end !== null;
  }

  /** The last snapshot that has come; throws the `SerializationError` of one that cannot travel. */
  snapshot(): Arrived {
    if (this.#refusal !== null) throw this.#refusal;
    if (this.#present !== null) return this.#present;
    throw new TroupeError(`No snapshot of ${this.key} has arrived here yet: await what gives the reference.`);
  }

  /** The state that it is in, as far as is known here. */
  toString(): string {
    return this.#present === null ? "state unknown" : String(this.#present);
  }

  /** Tells an observer of the snapshots that come, and of the end; of that at once where it has come. */
  watch(watcher: Watcher): void {
    this.#watchers.add(watcher);
    const refusal = this.#refusal;
    if (refusal !== null) this.#dismiss((observer) => fail(observer, refusal));
    else if (this.#end !== null) this.#dismiss(this.#end);
  }

  ignore(watcher: Watcher): void {
    if (this.#watchers.delete(watcher)) watcher.over();
  }

  /** Calls `handler` with each event of a type that it emits, or with all for `*`. */
  on(type: string, handler: Handler): Subscription {
    const handlers = this.#handlers.get(type) ?? new Set();
    const own: Handler = (event) => handler(event);
    this.#handlers.set(type, handlers.add(own));
    return { unsubscribe: () => handlers.delete(own) };
  }

  /** Takes a snapshot that has come. */
  hear(bytes: Payload): void {
    if (this.#end !== null) return;
    const arrival = readSnapshot(bytes, this.#read);
    const { snapshot } = arrival;
    const refusal = arrival.context ?? (arrival.output.kind === "error" ? arrival.output.error : null);
    this.#present = snapshot;
    this.#refusal = refusal;
    this.#conclude(arrival);
    this.#first.resolve();
    if (refusal !== null) return this.#dismiss((observer) => fail(observer, refusal));
    if (snapshot.status === "active" || snapshot.status === "done")
      for (const { observer } of [...this.#watchers]) attempt(() => observer.next?.(snapshot));
    if (this.#end !== null) this.#dismiss(this.#end);
  }

  #conclude({ snapshot, output }: Arrival): void {
    const { status, error } = snapshot;
    if (status === "active") return;
    this.#end = (observer) => (status === "error" ? fail(observer, error) : observer.complete?.());
    if (status === "error") this.#settle({ kind: "error", error: error as Error });
    else if (status === "done") this.#settle(output);
    else this.#settle({ kind: "error", error: new ActorDiedError(`${this.key} was stopped.`) });
  }

  /** Takes an event that it has emitted. */
  hearEvent(bytes: Payload): void {
    const event = this.#read(bytes) as EventObject;
    for (const type of [event.type, "*"])
      for (const handler of [...(this.#handlers.get(type) ?? [])]) attempt(() => handler(event));
  }

  /** Nothing comes of it any more, for a reason apart from its logic. */
  fail(error: Error): void {
    if (this.#end !== null) return;
    this.#end = (observer) => fail(observer, error);
    this.#present = this.#present?.failed(error) ?? null;
    this.#refusal = this.#present === null ? error : null;
    this.#first.reject(error);
    this.#settle({ kind: "error", error });
    this.#dismiss(this.#end);
  }

  /** Nobody of those who watch now does any more. */
  #dismiss(tell: (observer: Observer<Arrived>) => void): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const { observer, over } of watchers) {
      attempt(() => tell(observer));
      over();
    }
  }
}

function fail(observer: Observer<Arrived>, error: unknown): void {
  if (observer.error === undefined) throw error;
  observer.error(error);
}

/** As XState and RxJS do: what an observer throws is nobody else's business, and reported. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}
