import type { Payload } from "../../protocol/messages.ts";
import { SCHEDULER } from "../../protocol/subjects.ts";
import type { Cancel } from "../../runtime/clock.ts";
import type { Waiter } from "../session/callers.ts";
import type { Observer } from "../session/entry.ts";
import { OwnEntry } from "../session/own-entry.ts";
import type { Session } from "../session/session.ts";
import type { Parcel } from "./parcel.ts";

const NONE: readonly never[] = [];

/** The actor that a call is to. */
interface Called {
  /** Makes the call, after those that were made before. */
  take(call: CallEntry, args: readonly unknown[] | null): void;
  /** Nobody waits for it any more: where it has not begun, it need not. */
  withdraw(call: CallEntry): void;
  /** It has its answer, or gets none. */
  over(call: CallEntry): void;
}

/** What a call to an actor gives: known to this client alone, unless others are to wait for it, too. */
export class CallEntry extends OwnEntry implements Waiter {
  readonly member: string;
  /** The arguments; null where a property is read. */
  parcel: Parcel | null = null;
  /** Ids of the turns of actors that it comes of. */
  chain: readonly string[] = NONE;
  /** Under which it is on its way; 0 before. */
  number = 0;
  begun = false;
  /** Stops its time, which is over at the instant `end`; null where it has no end. */
  expiring: Cancel | null = null;
  end = 0;
  /** Keys of the futures and actors inside the value. */
  references: readonly string[] = NONE;
  readonly #session: Session;
  readonly #actor: Called;

  constructor(session: Session, actor: Called, key: string, member: string) {
    super(key, null);
    this.#session = session;
    this.#actor = actor;
    this.member = member;
  }

  /** Makes the call, once; it reads a property where `args` are null. */
  begin(args: readonly unknown[] | null): void {
    if (this.begun) return;
    this.begun = true;
    this.#actor.take(this, args);
  }

  /** Who waits for a property has it read. */
  override observe(observer: Observer): void {
    this.begin(null);
    super.observe(observer);
  }

  override withdraw(): void {
    if (this.begun && !this.settled) this.#actor.withdraw(this);
    this.begun = true;
  }

  gave(value: Payload, references: readonly string[], took: (() => void) | null): void {
    this.#actor.over(this);
    this.references = references;
    if (took !== null) {
      // What is inside is held from here on; whoever gave it lets go when the scheduler knows that.
      this.#session.results.keep(this, value);
      void this.#session.line.delivered(SCHEDULER).then(took, () => {});
    }
    this.step("finished", { kind: "inline", bytes: value });
  }

  /** Fails before it was made. */
  fail(error: Error): void {
    this.begun = true;
    this.step("failed", { kind: "error", error });
  }

  threw(bytes: Payload): void {
    const error = this.#session.results.error(this.key, bytes);
    // What a task throws has the key of the task from where that ran; a thread of actors knows none of its calls.
    if (!Object.hasOwn(error, "key")) Object.assign(error, { key: this.key });
    this.failed(error);
  }

  failed(error: Error): void {
    this.#actor.over(this);
    this.step("failed", { kind: "error", error });
  }
}
