import { ProtocolError } from "../protocol/errors.ts";
import { MAX_DEPTH, refuse } from "./bounds.ts";

/** Bytes of a text that is looked up before it is made: kinds of messages, addresses and hashes come again and again. */
const FAMILIAR_BYTES = 32;
/** Places for such texts; a power of two. */
const PLACES = 1024;

/** Members up to which an array is small. */
const SMALL = 64;

/** Members of arrays that any batch may have in all, and for how many of its bytes it may have one more. */
const MEMBERS = 1 << 22;
const BYTES_A_MEMBER = 16;

interface Familiar {
  readonly bytes: Uint8Array;
  readonly text: string;
}

const familiar: (Familiar | undefined)[] = new Array(PLACES).fill(undefined);

/**
 * Reads a batch in one pass: MessagePack's nil, booleans, numbers, strings, binaries (as views) and arrays.
 * What is made outgrows by little what was read. Throws `ProtocolError` for anything else.
 */
export class BatchReader {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #at = 0;
  #depth = 0;
  /** Members that its arrays may have still. */
  #left: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#left = MEMBERS + bytes.byteLength / BYTES_A_MEMBER;
  }

  /** The one value that the bytes are. */
  readAll(): unknown {
    try {
      const value = this.#read();
      if (this.#at < this.#bytes.length) refuse("more after its end");
      return value;
    } catch (error) {
      // A number that goes on past the end.
      throw error instanceof RangeError ? new ProtocolError("A batch that is cut short.") : error;
    }
  }

  #read(): unknown {
    const head = this.#view.getUint8(this.#at++);
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 0x100;
    if (head < 0x90) return refuse("map where none belongs");
    if (head < 0xa0) return this.#array(head - 0x90);
    if (head < 0xc0) return this.#text(head - 0xa0);
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#binary(this.#uint8());
      case 0xc5:
        return this.#binary(this.#uint16());
      case 0xc6:
        return this.#binary(this.#uint32());
      case 0xca:
        return this.#view.getFloat32(this.#skip(4));
      case 0xcb:
        return this.#view.getFloat64(this.#skip(8));
      case 0xcc:
        return this.#uint8();
      case 0xcd:
        return this.#uint16();
      case 0xce:
        return this.#uint32();
      case 0xcf:
        return Number(this.#view.getBigUint64(this.#skip(8)));
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return Number(this.#view.getBigInt64(this.#skip(8)));
      case 0xd9:
        return this.#text(this.#uint8());
      case 0xda:
        return this.#text(this.#uint16());
      case 0xdb:
        return this.#text(this.#uint32());
      case 0xdc:
        return this.#array(this.#uint16());
      case 0xdd:
        return this.#array(this.#uint32());
      case 0xc1:
        return refuse("an unused head");
      default:
        return refuse(`${head >= 0xde && head <= 0xdf ? "map" : "extension"} where none belongs`);
    }
  }

  #array(length: number): unknown[] {
    if (++this.#depth > MAX_DEPTH) refuse(`nested deeper than ${MAX_DEPTH}`);
    this.#left -= length;
    if (this.#left < 0) refuse("more members than it warrants");
    // A small one is made at once in its size, a large one as its members come: it may claim more than it has.
    const array: unknown[] = length <= SMALL ? new Array(length) : [];
    for (let i = 0; i < length; i++) array[i] = this.#read();
    this.#depth--;
    return array;
  }

  #binary(length: number): Uint8Array {
    const start = this.#span(length);
    const { buffer, byteOffset } = this.#bytes;
    return new Uint8Array(buffer, byteOffset + start, length);
  }

  #text(length: number): string {
    const start = this.#span(length);
    if (length > FAMILIAR_BYTES) return this.#bytes.toString("utf8", start, start + length);
    return length === 0 ? "" : this.#familiar(start, length);
  }

  #familiar(start: number, length: number): string {
    const bytes = this.#bytes;
    const end = start + length;
    let sum = length;
    for (let i = start; i < end; i++) sum = (sum * 31 + (bytes[i] as number)) | 0;
    const place = sum & (PLACES - 1);
    const known = familiar[place];
    if (known !== undefined && known.bytes.length === length) {
      let i = 0;
      while (i < length && known.bytes[i] === bytes[start + i]) i++;
      if (i === length) return known.text;
    }
    const text = bytes.toString("utf8", start, end);
    familiar[place] = { bytes: Uint8Array.prototype.slice.call(bytes, start, end), text };
    return text;
  }

  #uint8(): number {
    return this.#view.getUint8(this.#skip(1));
  }

  #uint16(): number {
    return this.#view.getUint16(this.#skip(2));
  }

  #uint32(): number {
    return this.#view.getUint32(this.#skip(4));
  }

  /** Where `length` bytes begin that are read now, and are there. */
  #span(length: number): number {
    const start = this.#skip(length);
    if (this.#at > this.#bytes.length) refuse("cut short");
    return start;
  }

  #skip(length: number): number {
    const start = this.#at;
    this.#at += length;
    return start;
  }
}
