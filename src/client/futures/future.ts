import { AsyncResource } from "node:async_hooks";
import type { InspectOptionsStylized } from "node:util";
import { defer, Observable, of, type Subscriber } from "rxjs";
import type { FutureState } from "../../../actors/future.ts";
import type { Reference } from "../../protocol/code.ts";
import { CancelledError } from "../../protocol/errors.ts";
import { GRACE_MS } from "../../protocol/messages.ts";
import { within } from "../../runtime/within.ts";
import { check, WAIT_RULES } from "../options.ts";
import type { Entry } from "../session/entry.ts";
import { foreign, unusable } from "../session/failures.ts";
import { FutureHold } from "../session/future-hold.ts";
import { Hold, Wait, whenSettled } from "../session/hold.ts";
import { REFER, REFERENCE, type Referable } from "../session/referral.ts";
import type { Session } from "../session/session.ts";
import { SHOWN, shown } from "../text/shown.ts";
import { CANCEL_RULES, type CancelOptions } from "./cancelling.ts";
import { statesOf } from "./states.ts";

/** Where a computation stands. */
export type FutureStatus = FutureState;

/**
 * The result of a task, wherever and whenever it is computed: an Observable that emits the value and
 * completes, or errors, and replays to late subscribers; and a thenable. Each object is a hold of its
 * own on the key, until `release`, `using` or garbage collection ends it.
 */
export class Future<T> extends Observable<T> implements PromiseLike<T>, Referable {
  readonly #hold: FutureHold;

  /** Clients make futures; nobody else does. */
  constructor(session: Session, entry: Entry) {
    super(deliver);
    this.#hold = new FutureHold(session, entry, this);
  }

  /** `<function name>-<32 hex digits>`, or the key that was asked for. */
  get key(): string {
    return this.#hold.entry.key;
  }

  get status(): FutureStatus {
    return this.#hold.gone === null ? this.#hold.entry.state : "cancelled";
  }

  /** The present status, then each change; completes on the last one. */
  get status$(): Observable<FutureStatus> {
    return defer(() => {
      const { gone, keeper, entry } = this.#hold;
      return gone === null ? statesOf(keeper, entry) : of("cancelled" as const);
    });
  }

  /** Whether it has ended, one way or another. */
  done(): boolean {
    return this.#hold.gone !== null || this.#hold.entry.settled;
  }

  cancelled(): boolean {
    return this.status === "cancelled";
  }

  /** The value, or throws the task's error; a `TimeoutError` after `timeout` ms leaves the task alone. */
  async result(options: { readonly timeout?: number } = {}): Promise<T> {
    check(options, WAIT_RULES);
    const { keeper, present } = this.#hold;
    const wait = new Wait(keeper, [present]);
    try {
      return await within(keeper.clock, this.#value(wait), options.timeout, this.key);
    } finally {
      wait.end();
    }
  }

  // biome-ignore lint/suspicious/noThenProperty: a future is awaited like a promise
  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const { gone, keeper, entry } = this.#hold;
    if (gone !== null) return Promise.reject<T>(gone).then(onValue, onError);
    return this.#value(new Wait(keeper, [entry])).then(onValue, onError);
  }

  /** The task's error, or null when it finished. */
  async exception(): Promise<Error | null> {
    return this.result().then(
      () => null,
      (error: Error) => error,
    );
  }

  /** The stack of the task's error as text, or null when it finished. */
  async traceback(): Promise<string | null> {
    const error = await this.exception();
    return error === null ? null : (error.stack ?? String(error));
  }

  /** Calls `act` with this future when it has ended, however it did; inside a task that is a wait. */
  addDoneCallback(act: (future: this) => void): void {
    if (typeof act !== "function")
      throw new TypeError(`addDoneCallback takes a function, not ${typeof act}.`);
    // In a task, what is called back belongs to that task.
    const call = AsyncResource.bind(() => act(this));
    if (this.done()) return queueMicrotask(call);
    const { keeper, entry } = this.#hold;
    whenSettled(entry, new Wait(keeper, [entry]), () => queueMicrotask(call));
  }

  /**
   * Calls `act` when this future has ended, at once where it has, and holds the key until then; the
   * returned function takes both back.
   */
  whenDone(act: () => void): () => void {
    if (this.done()) {
      act();
      return () => {};
    }
    const { keeper, entry } = this.#hold;
    return whenSettled(entry, new Hold(keeper, entry), act);
  }

  /** Has the task done, whatever becomes of its futures and of this client; throws where nothing can be had any more. */
  keepUntilDone(): void {
    this.#hold.keeper.kept.add(this.#hold.present);
  }

  /**
   * Says that this client does not want the key any more: nobody else wanting it, the task ends; with
   * `force` it ends for everyone. A task that runs gets its signal and, where it has not ended `graceMs`
   * later, its thread is ended. Resolves when the future is cancelled.
   */
  async cancel(options: CancelOptions = {}): Promise<void> {
    check(options, CANCEL_RULES);
    const { force = false, graceMs = GRACE_MS } = options;
    const { gone, keeper, entry } = this.#hold;
    if (gone === null) keeper.cancel(entry, force, graceMs);
  }

  /**
   * Runs a failed task again, from the dependency that failed first, and what failed because of that. Resolves
   * when they are pending again; at once where it has not failed. Rejects with `CancelledError` where it was
   * cancelled or released.
   */
  async retry(): Promise<void> {
    const { keeper, present } = this.#hold;
    const { key, state } = present;
    if (state === "cancelled") throw new CancelledError(`${key} was cancelled: submit it again.`, { key });
    if (state === "error" || state === "lost") await keeper.retry(present);
  }

  /** Ends this object's hold on the key. */
  release(): void {
    this.#hold.end();
  }

  [Symbol.dispose](): void {
    this.release();
  }

  get [REFERENCE](): Reference {
    this.#hold.share(this);
    const { keeper, entry } = this.#hold;
    const task = keeper.surroundings.parent();
    if (task !== null) entry.enclose(task);
    return ["future", this.key];
  }

  [REFER](session: Session, met: Set<Entry>): Reference {
    met.add(this.sharedIn(session, "be an argument"));
    return ["future", this.key];
  }

  /** The entry behind it, for others to wait for, too; throws where it cannot do `what`. */
  sharedIn(session: Session, what: string): Entry {
    if (session.closed !== null) throw session.closed;
    const { keeper, entry } = this.#hold;
    if (this.cancelled() || !keeper.cancellations.spares(entry)) throw unusable(this.key, what);
    if (session !== keeper) throw foreign(this.key, what);
    this.#hold.share(this);
    return entry;
  }

  /** The entry behind it, for the session that made it. */
  entryIn(session: Session): Entry | undefined {
    const { gone, keeper, entry } = this.#hold;
    return session === keeper && gone === null ? entry : undefined;
  }

  /** Inside a task: gives its slot away until the returned function is called. */
  yieldSlot(): () => void {
    return this.#hold.keeper.surroundings.wait();
  }

  /** What it is called where it is shown. */
  protected get kind(): string {
    return "Future";
  }

  override toString(): string {
    const { type } = this.#hold.entry;
    const typed = type === null ? "" : ` type: ${type},`;
    return `<${this.kind}: ${this.status},${typed} key: ${this.key}>`;
  }

  [SHOWN](depth: number, options: InspectOptionsStylized): string {
    return shown(this, depth, options);
  }

  /** What subscribing does. */
  static deliver<T>(this: void, future: Future<T>, subscriber: Subscriber<T>): (() => void) | undefined {
    const { gone, keeper, entry } = future.#hold;
    if (gone !== null) {
      subscriber.error(gone);
      return undefined;
    }
    const wait = new Wait(keeper, [entry]);
    future.#value(wait).then(
      (value) => {
        subscriber.next(value);
        subscriber.complete();
      },
      (error: unknown) => subscriber.error(error),
    );
    return () => wait.end();
  }

  /** The value, with which `wait` ends. */
  #value(wait: Wait): Promise<T> {
    const { keeper, entry } = this.#hold;
    return wait.until(keeper.results.value(entry)) as Promise<T>;
  }
}

/** One function for all futures, where a closure each would be garbage by the hundred thousand. */
function deliver<T>(this: Observable<T>, subscriber: Subscriber<T>): (() => void) | undefined {
  return Future.deliver(this as Future<T>, subscriber);
}
