import { ProtocolError } from "../protocol/errors.ts";
import type { Frame } from "./frame.ts";

/** Bytes of one body at most, over all of its frames. */
const BODY_BYTES = 128 << 20;
/** What a part counts as at least: many without content take memory, too. */
const LEAST_BYTES = 1024;
/** A part below this is copied: it may be a view into much more that came with it. */
const SMALL_BYTES = 1 << 16;

/** Puts bodies together that were cut into several frames. */
export class Assembly {
  #parts: Uint8Array[] = [];
  #bytes = 0;
  /** What the parts take, or would, were there not too much. */
  #held = 0;

  /** The whole body once its last part is here. Throws `ProtocolError` instead for one that is too large. */
  add({ body, more }: Frame): Uint8Array | undefined {
    if (!more && this.#held === 0) return body;
    this.#bytes += body.byteLength;
    this.#held += Math.max(body.byteLength, LEAST_BYTES);
    if (this.#held > BODY_BYTES) this.#parts = [];
    else this.#parts.push(body.byteLength < SMALL_BYTES ? body.slice() : body);
    return more ? undefined : this.#join();
  }

  #join(): Uint8Array {
    const parts = this.#parts;
    const size = this.#bytes;
    const tooLarge = this.#held > BODY_BYTES;
    this.#parts = [];
    this.#bytes = 0;
    this.#held = 0;
    if (tooLarge) {
      const text = `A message of ${size} bytes; ${BODY_BYTES} are allowed, in parts of ${LEAST_BYTES} or more.`;
      throw new ProtocolError(text);
    }
    const body = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      body.set(part, at);
      at += part.byteLength;
    }
    return body;
  }
}
