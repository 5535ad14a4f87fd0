import { SerializationError } from "../protocol/errors.ts";

/** Bytes of the array that a batch is, before its first message: a head, and 32 bits of length. */
const HEAD_BYTES = 5;
/** Bytes that a writer begins with, and keeps for the next batch at most. */
const START_BYTES = 1 << 16;
const KEEP_BYTES = 4 << 20;
/** Characters up to which a text is written one by one. */
const SHORT = 64;

/** Writes a batch message by message, as MessagePack: null, booleans, numbers, strings, binaries and arrays. */
export class BatchWriter {
  #bytes = Buffer.allocUnsafeSlow(START_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #at = HEAD_BYTES;
  #messages = 0;

  /** Bytes so far. */
  get size(): number {
    return this.#at;
  }

  /** Throws `SerializationError`, and leaves the batch as it was, for what no message consists of. */
  add(message: unknown): void {
    const start = this.#at;
    try {
      this.#write(message);
      this.#messages++;
    } catch (error) {
      this.#at = start;
      throw error;
    }
  }

  /** The batch so far, in memory of its own; the next one is empty. */
  take(): Uint8Array<ArrayBuffer> {
    this.#view.setUint8(0, 0xdd);
    this.#view.setUint32(1, this.#messages);
    const batch = new Uint8Array(this.#at);
    batch.set(this.#bytes.subarray(0, this.#at));
    this.#at = HEAD_BYTES;
    this.#messages = 0;
    if (this.#bytes.length > KEEP_BYTES) this.#move(START_BYTES);
    return batch;
  }

  #write(field: unknown): void {
    if (typeof field === "string") return this.#text(field);
    if (typeof field === "number") return this.#number(field);
    if (field === null || field === undefined) return this.#byte(0xc0);
    if (typeof field === "boolean") return this.#byte(field ? 0xc3 : 0xc2);
    if (Array.isArray(field)) return this.#array(field);
    if (field instanceof Uint8Array) return this.#binary(field);
    throw new SerializationError(`A ${typeof field} cannot be part of a message.`, "");
  }

  #array(array: readonly unknown[]): void {
    const { length } = array;
    if (length < 16) this.#byte(0x90 + length);
    else this.#head(0xdd, length);
    for (let i = 0; i < length; i++) this.#write(array[i]);
  }

  #binary(bytes: Uint8Array): void {
    this.#head(0xc6, bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #text(text: string): void {
    const { length } = text;
    if (length > SHORT) return this.#longText(text);
    this.#room(length + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    if (length < 32) {
      bytes[at++] = 0xa0 + length;
    } else {
      bytes[at++] = 0xd9;
      bytes[at++] = length;
    }
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return this.#longText(text);
      bytes[at++] = unit;
    }
    this.#at = at;
  }

  #longText(text: string): void {
    const size = Buffer.byteLength(text);
    this.#head(0xdb, size);
    this.#room(size);
    this.#bytes.write(text, this.#at);
    this.#at += size;
  }

  #number(value: number): void {
    if ((value | 0) !== value) {
      this.#room(9);
      this.#bytes[this.#at++] = 0xcb;
      this.#view.setFloat64(this.#at, value);
      this.#at += 8;
    } else if (value >= 0 && value < 0x80) {
      this.#byte(value);
    } else {
      this.#head(0xd2, value);
    }
  }

  #byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = value;
  }

  /** A head byte, and a length or number of 32 bits. */
  #head(head: number, value: number): void {
    this.#room(5);
    this.#bytes[this.#at++] = head;
    this.#view.setInt32(this.#at, value);
    this.#at += 4;
  }

  #room(size: number): void {
    const needed = this.#at + size;
    if (needed > this.#bytes.length) this.#move(Math.max(needed, 2 * this.#bytes.length));
  }

  #move(size: number): void {
    const bytes = Buffer.allocUnsafeSlow(size);
    bytes.set(this.#bytes.subarray(0, Math.min(this.#at, size)));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}
