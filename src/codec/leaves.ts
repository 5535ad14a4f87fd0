import { ProtocolError } from "../protocol/errors.ts";
import { Extension } from "./extensions.ts";

/** How the values of one kind, which hold no others, become bytes and come back. */
interface Leaf<T> {
  readonly type: number;
  /** What marks a value as one of these; empty for what `typeof` tells. */
  readonly prototypes: readonly object[];
  write(value: T): Uint8Array;
  /** Reads a value that owns its memory from a view into a message; throws on bytes that are none. */
  read(bytes: Uint8Array): T;
}

const utf8 = new TextEncoder();
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Text as UTF-16, which carries what UTF-8 cannot. */
export const text: Leaf<string> = {
  type: Extension.Text,
  prototypes: [],
  write: (value) => Buffer.from(value, "utf16le"),
  read(bytes) {
    if (bytes.length % 2 !== 0) throw new ProtocolError("A text in UTF-16 ends within a character.");
    return asBuffer(bytes).toString("utf16le");
  },
};

/** A bigint as hexadecimal digits, quick to write and read at any size. */
export const bigint: Leaf<bigint> = {
  type: Extension.BigInt,
  prototypes: [],
  write: (value) => utf8.encode(value.toString(16)),
  read(bytes) {
    const digits = asBuffer(bytes).toString("latin1");
    return digits.startsWith("-") ? -BigInt(`0x${digits.slice(1)}`) : BigInt(`0x${digits}`);
  },
};

const date: Leaf<Date> = {
  type: Extension.Date,
  prototypes: [Date.prototype],
  write(value) {
    const time = value.getTime();
    return Number.isNaN(time) ? new Uint8Array(0) : new Uint8Array(new Float64Array([time]).buffer);
  },
  read: (bytes) => new Date(bytes.length === 0 ? Number.NaN : asBuffer(bytes).readDoubleLE()),
};

const regExp: Leaf<RegExp> = {
  type: Extension.RegExp,
  prototypes: [RegExp.prototype],
  write: (value) => text.write(`${value.flags}/${value.source}`),
  read(bytes) {
    const [flags = "", ...source] = text.read(bytes).split("/");
    return new RegExp(source.join("/"), flags);
  },
};

const url: Leaf<URL> = {
  type: Extension.URL,
  prototypes: [URL.prototype],
  write: (value) => utf8.encode(value.href),
  read: (bytes) => new URL(asBuffer(bytes).toString("utf8")),
};

const arrayBuffer: Leaf<ArrayBuffer> = {
  type: Extension.ArrayBuffer,
  prototypes: [ArrayBuffer.prototype],
  write: (value) => new Uint8Array(value),
  read: (bytes) => new Uint8Array(bytes).buffer,
};

interface ViewClass {
  new (buffer: ArrayBuffer): ArrayBufferView;
  readonly prototype: object;
}

/** Views by name, for `Float16Array` is not in every Node.js; their content is in little-endian order. */
const views = (
  [
    "DataView",
    "Uint8Array",
    "Uint8ClampedArray",
    "Int8Array",
    "Uint16Array",
    "Int16Array",
    "Uint32Array",
    "Int32Array",
    "BigUint64Array",
    "BigInt64Array",
    "Float16Array",
    "Float32Array",
    "Float64Array",
  ] as const
).flatMap((name): Leaf<ArrayBufferView> | [] => {
  const View: ViewClass | undefined = Reflect.get(globalThis, name);
  if (View === undefined) return [];
  return {
    type: Extension[name],
    prototypes: name === "Uint8Array" ? [View.prototype, Buffer.prototype] : [View.prototype],
    write: (value) => new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
    read: (bytes) => new View(new Uint8Array(bytes).buffer),
  };
});

const leaves: readonly Leaf<unknown>[] = [text, bigint, date, regExp, url, arrayBuffer, ...views];

/** The kind of leaf that objects with a prototype are. */
export const leafByPrototype: ReadonlyMap<object | null, Leaf<unknown>> = new Map(
  leaves.flatMap((leaf) => leaf.prototypes.map((prototype) => [prototype, leaf] as const)),
);

/** The kind of leaf that goes by an extension number. */
export const leafByType: ReadonlyMap<number, Leaf<unknown>> = new Map(
  leaves.map((leaf) => [leaf.type, leaf]),
);
