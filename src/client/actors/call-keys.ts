import { contentHash } from "../../code/hash.ts";

/** Hex digits of the number of a call in its key. */
const DIGITS = 10;

/** Keys for what calls to actors give, which nobody else has. */
export class CallKeys {
  /** Begins their random part. */
  readonly #prefix: string;
  #last = 0;

  /** Of the client at this address. */
  constructor(address: string) {
    this.#prefix = contentHash(address).slice(DIGITS);
  }

  /** One for what this member gives. */
  next(member: string): string {
    return `${member}-${this.#prefix}${(++this.#last).toString(16).padStart(DIGITS, "0")}`;
  }
}
