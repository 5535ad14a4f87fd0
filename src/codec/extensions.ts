import { ExtData } from "@msgpack/msgpack";

/** The closed table of extension numbers on the wire; a number once used never changes its meaning. */
export const Extension = {
  // its content is the reference, see reference.ts
  Reference: 0,
  // without content: a value
  Undefined: 1,
  NegativeZero: 2,
  NotANumber: 3,
  // without content, at the head of an array: what the rest of the array stands for
  Map: 4,
  Set: 5,
  Entries: 6,
  Error: 7,
  // with content: a value, see leaves.ts
  Text: 8,
  BigInt: 9,
  Date: 10,
  RegExp: 11,
  URL: 12,
  ArrayBuffer: 13,
  DataView: 14,
  Uint8Array: 15,
  Uint8ClampedArray: 16,
  Int8Array: 17,
  Uint16Array: 18,
  Int16Array: 19,
  Uint32Array: 20,
  Int32Array: 21,
  BigUint64Array: 22,
  BigInt64Array: 23,
  Float16Array: 24,
  Float32Array: 25,
  Float64Array: 26,
} as const;

const nothing = new Uint8Array(0);

export const UNDEFINED = new ExtData(Extension.Undefined, nothing);
export const NEGATIVE_ZERO = new ExtData(Extension.NegativeZero, nothing);
export const NOT_A_NUMBER = new ExtData(Extension.NotANumber, nothing);

/** Head of an array that stands for a Map: its keys and values in turn follow. */
export const MAP = new ExtData(Extension.Map, nothing);
/** Head of an array that stands for a Set: its members follow. */
export const SET = new ExtData(Extension.Set, nothing);
/** Head of an array that stands for an object whose keys UTF-8 cannot carry: keys and values in turn follow. */
export const ENTRIES = new ExtData(Extension.Entries, nothing);
/** Head of an array that stands for an Error: class, name, message and stack follow, then fields and values in turn. */
export const ERROR = new ExtData(Extension.Error, nothing);

/** Where the fields of an Error begin in its array. */
export const ERROR_FIELDS = 5;
