import { captureCode } from "../../code/capture.ts";
import { encodeBatch } from "../../codec/batch.ts";
import { decodeArguments, encodeArguments } from "../../codec/value.ts";
import type { Reference } from "../../protocol/code.ts";
import { SerializationError } from "../../protocol/errors.ts";
import type { Payload } from "../../protocol/messages.ts";
import { Future } from "../futures/future.ts";
import type { Callable } from "../futures/types.ts";
import type { Entry } from "../session/entry.ts";
import { Hold } from "../session/hold.ts";
import { referTo } from "../session/referral.ts";
import type { Session } from "../session/session.ts";

/** Bytes that the arguments of one call may take. */
const ARGUMENT_BYTES = 64 << 20;

/** Stands for what is a reference in the arguments, while the values of futures are put in. */
class StandIn {
  readonly reference: Reference;

  constructor(reference: Reference) {
    this.reference = reference;
  }
}

/** The arguments of a call to an actor, on their way: futures among them arrive as their values. */
export class Parcel {
  /** Without the values of the futures, until `fill`. */
  bytes: Payload;
  /** Functions among the arguments, by their hash; null where there are none, as mostly. */
  codes: Map<string, Payload> | null = null;
  readonly #session: Session;
  /** Of the futures among the arguments, until they are put in. */
  #values: Promise<unknown>[] | null = null;
  #holds: Hold[] | null = null;

  /** Throws `SerializationError`, `CaptureError` and `CancelledError` for what cannot be sent. */
  constructor(session: Session, args: readonly unknown[]) {
    this.#session = session;
    try {
      this.bytes = this.#encode(args, (value) => {
        if (value instanceof Future) return this.#await(value);
        return typeof value === "function" ? this.#send(value as Callable) : this.#refer(value);
      });
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Whether it is all there. */
  get full(): boolean {
    return this.#values === null;
  }

  /** Puts the values of the futures in; rejects with the error of the first that fails. */
  async fill(): Promise<void> {
    const values = await Promise.all(this.#values ?? []);
    const args = decodeArguments(this.bytes, {
      reference: (reference) =>
        reference[0] === "future" ? values[Number(reference[1])] : new StandIn(reference),
    });
    this.bytes = this.#encode(args, (value) =>
      value instanceof StandIn ? value.reference : this.#refer(value),
    );
    this.#values = null;
  }

  /** The call is over: what is inside is kept no longer. */
  release(): void {
    for (const hold of this.#holds ?? []) hold.end();
  }

  #encode(args: readonly unknown[], reference: (value: object) => Reference | undefined): Payload {
    const { bytes } = encodeArguments(args, { reference });
    if (bytes.byteLength <= ARGUMENT_BYTES) return bytes;
    const text = `The arguments take ${bytes.byteLength} bytes; ${ARGUMENT_BYTES} are allowed. Give them in parts.`;
    throw new SerializationError(text, "args");
  }

  #await(future: Future<unknown>): Reference {
    const value = future.result();
    value.catch(() => {});
    this.#values ??= [];
    return ["future", `${this.#values.push(value) - 1}`];
  }

  #send(fn: Callable): Reference {
    const { hash, code } = captureCode(fn);
    this.codes ??= new Map();
    this.codes.set(hash, encodeBatch([code]));
    return ["code", hash];
  }

  /** What stands for an actor, or for a future inside the value of another. */
  #refer(value: object): Reference | undefined {
    const met = new Set<Entry>();
    const reference = referTo(this.#session, value, met);
    if (met.size > 0) this.#holds ??= [];
    for (const entry of met) this.#holds?.push(new Hold(this.#session, entry));
    return reference;
  }
}
