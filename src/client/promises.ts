import { encodeError } from "../codec/failure.ts";
import { INLINE_BYTES } from "../protocol/messages.ts";
import { CallEntry } from "./call-entry.ts";
import type { Description, Entry } from "./entry.ts";
import { Hold } from "./hold.ts";
import type { Session } from "./session.ts";

/** What calls to actors give, where others than this client wait for it: promised to the scheduler, and said once it is known. */
export class Promises {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  add(call: Entry): void {
    if (!(call instanceof CallEntry)) return;
    call.secret = false;
    call.begin(null);
    if (call.settled) call.description = this.#said(call);
    else this.#await(call);
    this.#session.add(call);
  }

  #await(call: CallEntry): void {
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
  #said(call: CallEntry): Description | null {
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
