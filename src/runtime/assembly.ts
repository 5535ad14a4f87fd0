import { ProtocolError } from "../protocol/errors.ts";
import type { Frame } from "./frame.ts";

/** Bytes of one body at most, over all of its frames. */
const BODY_BYTES = 128 << 20;

/** Puts bodies together that were cut into several frames. */
export class Assembly {
  #parts: Uint8Array[] = [];
  #bytes = 0;

  /** The whole body once its last part is here. Throws `ProtocolError` instead for one that is too large. */
  add(frame: Frame): Uint8Array | undefined {
    if (!frame.more && this.#bytes === 0) return frame.body;
    this.#bytes += frame.body.byteLength;
    if (this.#bytes <= BODY_BYTES) this.#parts.push(frame.body);
    else this.#parts = [];
    return frame.more ? undefined : this.#join();
  }

  #join(): Uint8Array {
    const parts = this.#parts;
    const size = this.#bytes;
    this.#parts = [];
    this.#bytes = 0;
    if (size > BODY_BYTES) throw new ProtocolError(`A message of ${size} bytes; ${BODY_BYTES} are allowed.`);
    const body = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      body.set(part, at);
      at += part.byteLength;
    }
    return body;
  }
}
