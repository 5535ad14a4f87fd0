import { decodeArguments, decodeValue } from "../codec/value.ts";
import type { Reference } from "../protocol/code.ts";
import type { Payload } from "../protocol/messages.ts";
import type { Codes } from "./codes.ts";
import type { ThreadClient } from "./thread-client.ts";

/** Thrown where a value holds what is not here yet: a function, or a client to meet others with. */
class Missing {
  readonly come: Promise<void>;

  constructor(come: Promise<void>) {
    this.come = come;
  }
}

/** Makes values of arguments on a thread of actors, with whatever they refer to. */
export class Decoder {
  readonly #codes: Codes;
  readonly #client: ThreadClient;
  readonly #plain = { reference: (reference: Reference) => this.#meet(reference) };

  #met = 0;

  constructor(codes: Codes, client: ThreadClient) {
    this.#codes = codes;
    this.#client = client;
  }

  /** How many futures and actors it came upon: whoever sent those holds them until there is an answer. */
  get met(): number {
    return this.#met;
  }

  /** The arguments, at once or when all that they refer to is here; `values` are those of futures among them. */
  read(args: Payload, values: ReadonlyMap<string, Payload>): unknown[] | Promise<unknown[]> {
    try {
      return decodeArguments(args, values.size === 0 ? this.#plain : this.#with(values));
    } catch (thrown) {
      if (thrown instanceof Missing) return thrown.come.then(() => this.read(args, values));
      throw thrown;
    }
  }

  #with(values: ReadonlyMap<string, Payload>) {
    return {
      reference: (reference: Reference): unknown => {
        const bytes = reference[0] === "future" ? values.get(reference[1]) : undefined;
        return bytes === undefined ? this.#meet(reference) : decodeValue(bytes, this.#plain);
      },
    };
  }

  #meet(reference: Reference): unknown {
    if (reference[0] !== "code") {
      if (!this.#client.isOpen) throw new Missing(this.#client.open());
      this.#met++;
      return this.#client.client.meet(reference);
    }
    const hashes = [reference[1]];
    if (!this.#codes.has(hashes)) throw new Missing(this.#codes.load(hashes));
    return this.#codes.value(reference[1]);
  }
}
