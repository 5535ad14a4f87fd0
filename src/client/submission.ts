import { hash } from "node:crypto";
import { captureCode } from "../code/capture.ts";
import { type EncodeOptions, encodeArguments } from "../codec/value.ts";
import type { ActorForm, Reference } from "../protocol/code.ts";
import { SerializationError } from "../protocol/errors.ts";
import type { Life, Terms } from "../protocol/messages.ts";
import { ActorFuture } from "./actors/actor-future.ts";
import { actorOf } from "./actors/handle.ts";
import { Future } from "./futures/future.ts";
import type { Callable } from "./futures/types.ts";
import { Entry } from "./session/entry.ts";
import { referTo } from "./session/referral.ts";
import type { Session } from "./session/session.ts";
import type { SubmitOptions } from "./submit-options.ts";
import { along, homebound, termsOf } from "./terms.ts";

/** Bytes that the arguments of one task may take. */
const ARGUMENT_BYTES = 64 << 20;

/** Hex digits of a key: 128 bits. */
const KEY_DIGITS = 32;

const NONE: readonly never[] = [];

/** Turns calls of one function into tasks: its code is captured once. */
export class Submission {
  readonly #session: Session;
  readonly #options: SubmitOptions;
  readonly #random: () => string;
  readonly #codes: readonly string[];
  readonly #hashBytes: Uint8Array;
  readonly #prefix: string;
  readonly #form: ActorForm | null;
  /** Shared by all calls. */
  readonly #terms: Terms | null;
  readonly #encoding: EncodeOptions = { reference: (value) => this.#reference(value) };
  /** Hashes of the functions among the arguments at hand, and the entries of the futures. */
  readonly #functions = new Set<string>();
  readonly #dependencies = new Set<Entry>();
  /** An actor is among them, or what a call to one gives: the same again may come to something else. */
  #stateful = false;

  /**
   * Throws `CaptureError` where the function cannot be sent. `random` gives 32 hex digits. With a `form` it
   * is a class or a machine, and every call makes an actor of its own.
   */
  constructor(
    session: Session,
    fn: unknown,
    options: SubmitOptions,
    random: () => string,
    form: ActorForm | null = null,
  ) {
    this.#session = session;
    this.#options = options;
    this.#random = random;
    const captured = captureCode(fn);
    session.briefing.know(captured.hash, captured.code);
    this.#codes = [captured.hash];
    this.#hashBytes = Buffer.from(captured.hash);
    this.#prefix = options.name ?? captured.name;
    this.#form = form;
    this.#terms = termsOf(options, form);
  }

  /** Submits one call, to be run anywhere or aside on one worker. Throws `CaptureError` and `SerializationError` for arguments that cannot be sent. */
  call(args: readonly unknown[], home: string | null = null): Entry {
    if (this.#session.closed !== null) throw this.#session.closed;
    if (this.#functions.size > 0) this.#functions.clear();
    if (this.#dependencies.size > 0) this.#dependencies.clear();
    this.#stateful = false;
    const { bytes, canonical } = encodeArguments(args, this.#encoding);
    if (bytes.byteLength > ARGUMENT_BYTES) {
      throw new SerializationError(
        `The arguments take ${bytes.byteLength} bytes; ${ARGUMENT_BYTES} are allowed. Let a task read or make the data, and pass its future.`,
        "args",
      );
    }
    const key = this.#key(canonical);
    const known = this.#session.find(key);
    if (known !== undefined) return known;
    const codes = this.#functions.size === 0 ? this.#codes : [...this.#codes, ...this.#functions];
    const dependencies = this.#dependencies.size === 0 ? NONE : [...this.#dependencies];
    const keys = dependencies.length === 0 ? NONE : dependencies.map((dependency) => dependency.key);
    const { surroundings } = this.#session;
    const parent = surroundings.parent();
    const entry = new Entry(key, {
      message: [
        "submit",
        key,
        codes,
        bytes,
        keys,
        parent,
        along(home === null ? this.#terms : homebound(home), surroundings.chain(), this.#life()),
      ],
      dependencies,
    });
    entry.actor = this.#form !== null;
    this.#session.add(entry);
    return entry;
  }

  #key(canonical: Uint8Array): string {
    const { key } = this.#options;
    if (key !== undefined) return key;
    if (!this.#pure) return `${this.#prefix}-${this.#random()}`;
    const digits = hash("sha256", Buffer.concat([this.#hashBytes, canonical]), "hex").slice(0, KEY_DIGITS);
    return `${this.#prefix}-${digits}`;
  }

  get #pure(): boolean {
    const { pure = !this.#stateful } = this.#options;
    return pure && this.#form === null;
  }

  /** For a key that may come again for another value: one that a user gives, or that is made of such. */
  #life(): Life {
    if (this.#options.key === undefined) {
      if (!this.#pure || this.#dependencies.size === 0) return null;
      if ([...this.#dependencies].every(({ telling }) => telling)) return null;
    }
    return this.#random();
  }

  #reference(value: object): Reference | undefined {
    if (typeof value === "function" && !(value instanceof Future)) {
      const captured = captureCode(value as Callable);
      this.#session.briefing.know(captured.hash, captured.code);
      this.#functions.add(captured.hash);
      return ["code", captured.hash];
    }
    if (actorOf(value) !== undefined || value instanceof ActorFuture) this.#stateful = true;
    return referTo(this.#session, value, this.#dependencies);
  }
}
