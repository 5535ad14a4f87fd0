import { toError } from "../../codec/failure.ts";
import type { ActorReference } from "../../protocol/code.ts";
import { ActorDiedError, ClosedError, type TroupeError } from "../../protocol/errors.ts";
import { hostAddress } from "../../protocol/subjects.ts";
import type { Callee, Watcher } from "../session/callers.ts";
import type { Entry } from "../session/entry.ts";
import { timedOut } from "../session/failures.ts";
import { Hold } from "../session/hold.ts";
import type { Session } from "../session/session.ts";
import { ActorFuture } from "./actor-future.ts";
import { CallEntry } from "./call-entry.ts";
import type { CallKeys } from "./call-keys.ts";
import { Parcel } from "./parcel.ts";

/** An actor as this client reaches it: its calls go in the order in which they are made. */
export class RemoteActor implements Callee {
  readonly reference: ActorReference;
  readonly host: string;
  readonly #session: Session;
  readonly #keys: CallKeys;
  readonly #entry: Entry;
  /** Calls that wait for futures among their arguments, and those that were made after them. */
  readonly #queue: CallEntry[] = [];
  /** Calls that are not over; while there are any, they hold the actor. */
  #open = 0;
  #hold: Hold | null = null;
  #death: TroupeError | null = null;

  constructor(session: Session, keys: CallKeys, entry: Entry, reference: ActorReference) {
    this.#session = session;
    this.#keys = keys;
    this.#entry = entry;
    this.reference = reference;
    this.host = hostAddress(reference[2]);
    if (entry.outcome?.kind === "error") this.#die(entry.outcome.error);
    else this.#watch();
  }

  /** `<class name>-<32 hex digits>`. */
  get key(): string {
    return this.reference[1];
  }

  /** Of its class or machine. */
  get name(): string {
    return this.reference[4];
  }

  get timeout(): number {
    return this.reference[5];
  }

  /** The entry of its key; throws `TypeError` for another session than its own. */
  entryIn(session: Session): Entry {
    if (session === this.#session) return this.#entry;
    throw new TypeError(`${this.key} is a reference of another client. Look the actor up by its name.`);
  }

  /** What stands for it in what this client sends; its entry is added to `met`. */
  refer(session: Session, met: Set<Entry>): ActorReference {
    met.add(this.entryIn(session));
    return this.reference;
  }

  /** What stands for it in a result of the task that runs. */
  enclosed(): ActorReference {
    const task = this.#session.surroundings.parent();
    if (task !== null) this.#entry.enclose(task);
    return this.reference;
  }

  /** A call, which is on its way at once; the reading of a property, where `args` are null, when somebody waits for it. */
  ask(member: string, args: readonly unknown[] | null, gone: Error | null): ActorFuture<unknown> {
    const call = new CallEntry(this.#session, this, this.#keys.next(member), member);
    const future = new ActorFuture<unknown>(this.#session, call);
    if (gone !== null) call.fail(gone);
    else if (args !== null) call.begin(args);
    return future;
  }

  /** Sends an event to a machine; where that is no more it goes nowhere. Throws what keeps the event from being sent. */
  send(event: unknown): void {
    const call = new CallEntry(this.#session, this, this.#keys.next("send"), "send");
    call.begin([event]);
    const { outcome } = call;
    if (outcome?.kind === "error" && !(outcome.error instanceof ActorDiedError)) throw outcome.error;
  }

  /** Watches a machine; returns the number of the watch, 0 where it is no more. */
  watch(watcher: Watcher): number {
    if (this.#death === null) return this.#session.callers.watch(this, watcher);
    watcher.failed(this.#death);
    return 0;
  }

  /** Makes a call, after those that were made before. */
  take(call: CallEntry, args: readonly unknown[] | null): void {
    if (this.#open++ === 0) this.#hold = new Hold(this.#session, this.#entry);
    if (this.#death !== null) return call.failed(this.#death);
    call.chain = this.#session.surroundings.chain();
    try {
      if (args !== null) call.parcel = new Parcel(this.#session, args);
    } catch (error) {
      return call.failed(toError(error));
    }
    const { parcel } = call;
    if (this.timeout > 0) this.#limit(call);
    if (this.#queue.length === 0 && parcel?.full !== false) return this.#send(call, this);
    this.#queue.push(call);
    if (parcel?.full !== false) return;
    parcel.fill().then(
      () => this.#proceed(),
      (error: unknown) => {
        if (!call.settled) call.failed(toError(error));
        this.#proceed();
      },
    );
  }

  /** Nobody waits for a call any more: where it has not begun, it need not. */
  withdraw(call: CallEntry): void {
    if (call.number > 0) this.#session.callers.withdraw(call.number);
    this.over(call);
    const at = this.#queue.indexOf(call);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    // Calls behind it whose time is over in this moment, too, are not made.
    this.#session.clock.soon(() => this.#proceed());
  }

  /** A call has its answer, or gets none. */
  over(call: CallEntry): void {
    call.expiring?.();
    call.parcel?.release();
    if (--this.#open > 0) return;
    this.#hold?.end();
    this.#hold = null;
  }

  #proceed(): void {
    for (let [call] = this.#queue; call !== undefined; [call] = this.#queue) {
      if (!call.settled && (call.parcel?.full === false || this.#isLate(call))) return;
      this.#queue.shift();
      if (!call.settled) this.#send(call, this.#later(call));
    }
  }

  /** Begins the time of a call, in which it may be held back, too. */
  #limit(call: CallEntry): void {
    const { clock } = this.#session;
    call.end = clock.now() + this.timeout;
    call.expiring = clock.after(this.timeout, () => {
      this.withdraw(call);
      call.fail(timedOut(this, call.member));
    });
  }

  /** Whether the time of a call is over, which is about to be noticed. */
  #isLate({ end }: CallEntry): boolean {
    return this.timeout > 0 && end <= this.#session.clock.now();
  }

  /** What a call is to that was held back: its host is told what is left of its time. */
  #later({ end }: CallEntry): Callee {
    if (this.timeout === 0) return this;
    const { key, host } = this;
    return { key, host, timeout: Math.max(1, Math.ceil(end - this.#session.clock.now())) };
  }

  #send(call: CallEntry, to: Callee): void {
    const { callers } = this.#session;
    const { member, parcel, chain } = call;
    try {
      for (const [hash, code] of parcel?.codes ?? []) callers.teach(this.host, hash, code);
      call.number = callers.call(to, member, parcel?.bytes ?? null, chain, call);
    } catch (error) {
      call.failed(toError(error));
    }
  }

  /** The scheduler says when it is no more; it is not the same again. */
  #watch(): void {
    this.#entry.observe({
      show: (state) => {
        const { outcome } = this.#entry;
        if (outcome?.kind === "error") this.#die(outcome.error);
        else if (state === "finished") this.#watch();
      },
    });
  }

  #die(why: Error): void {
    const known = why instanceof ActorDiedError || why instanceof ClosedError;
    const text = `The actor ${this.key} is gone: ${why.message} Make another.`;
    const death = known ? why : new ActorDiedError(text, { key: this.key, cause: why });
    this.#death = death;
    this.#session.callers.drop(this.key, death);
    for (const call of this.#queue.splice(0)) if (!call.settled) call.failed(death);
  }
}
