import { encodeError } from "../../codec/failure.ts";
import type { TroupeError } from "../../protocol/errors.ts";
import { INLINE_BYTES } from "../../protocol/messages.ts";
import type { Briefing } from "./briefing.ts";
import type { Description, Entry } from "./entry.ts";
import { Hold, type Keeper } from "./hold.ts";
import type { Offers } from "./offers.ts";
import { OwnEntry } from "./own-entry.ts";

/** What they take of a session. */
interface PromisesSeams extends Keeper {
  readonly briefing: Briefing;
  readonly offers: Offers;
  readonly closed: TroupeError | null;
  add(entry: Entry): void;
}

/** What calls to actors give, where others than this client wait for it: promised to the scheduler, and said once it is known. */
export class Promises {
  readonly #session: PromisesSeams;

  constructor(session: PromisesSeams) {
    this.#session = session;
  }

  add(call: Entry): void {
    if (!(call instanceof OwnEntry)) return;
    call.secret = false;
    call.begin(null);
    if (call.settled) call.description = this.#said(call);
    else this.#await(call);
    this.#session.add(call);
  }

  #await(call: OwnEntry): void {
    call.description = { message: ["promise", call.key], dependencies: [] };
    // Whoever lets go of its future, the call goes on, and what depends on it.
    const hold = new Hold(this.#session, call);
    call.observe({
      settled: () => {
        // Of a client that leaves, the scheduler itself says what is lost.
        if (call.wanted && this.#session.closed === null) {
          call.description = this.#said(call);
          call.told = 0;
          this.#session.briefing.tell(call);
        }
        hold.end();
      },
    });
  }

  /** What tells the scheduler the value, or why there is none. */
  #said(call: OwnEntry): Description | null {
    const { key, outcome, references } = call;
    if (outcome?.kind === "error") {
      return { message: ["break", key, encodeError(outcome.error)], dependencies: [] };
    }
    if (outcome?.kind !== "inline") return null;
    const { bytes } = outcome;
    if (bytes.byteLength <= INLINE_BYTES) {
      return { message: ["fulfil", key, bytes, references], dependencies: [] };
    }
    const offer = this.#session.offers.make(call, bytes);
    return { message: ["scatter", key, offer, bytes.byteLength, null, false, references], dependencies: [] };
  }
}
