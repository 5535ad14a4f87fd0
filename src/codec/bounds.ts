import { ProtocolError } from "../protocol/errors.ts";

/** Containers that may be inside one another in a value. */
export const MAX_DEPTH = 100;

/** What follows a head byte: a length of `width` bytes, and that many (and `fixed`) bytes or members. */
interface Form {
  readonly kind: "scalar" | "binary" | "extension" | "array" | "map";
  readonly fixed: number;
  readonly width: 0 | 1 | 2 | 4;
}

const form = (kind: Form["kind"], fixed: number, width: Form["width"] = 0): Form => ({ kind, fixed, width });

/** The form of each head byte but 0xc1, which MessagePack never uses. */
const forms: readonly (Form | undefined)[] = Array.from({ length: 256 }, (_, head) => {
  if (head < 0x80 || head >= 0xe0) return form("scalar", 0);
  if (head < 0x90) return form("map", head - 0x80);
  if (head < 0xa0) return form("array", head - 0x90);
  if (head < 0xc0) return form("scalar", head - 0xa0);
  return [
    ...[form("scalar", 0), undefined, form("scalar", 0), form("scalar", 0)], // nil, -, false, true
    ...[form("binary", 0, 1), form("binary", 0, 2), form("binary", 0, 4)],
    ...[form("extension", 1, 1), form("extension", 1, 2), form("extension", 1, 4)],
    ...[form("scalar", 4), form("scalar", 8)], // floats
    ...[1, 2, 4, 8, 1, 2, 4, 8].map((size) => form("scalar", size)), // unsigned and signed integers
    ...[2, 3, 5, 9, 17].map((size) => form("extension", size)),
    ...[form("scalar", 0, 1), form("scalar", 0, 2), form("scalar", 0, 4)], // strings
    ...[form("array", 0, 2), form("array", 0, 4), form("map", 0, 2), form("map", 0, 4)],
  ][head - 0xc0];
});

/** A length of `width` bytes, which are there. */
function length(bytes: Uint8Array, at: number, width: Form["width"]): number {
  let sum = 0;
  for (let i = at; i < at + width; i++) sum = sum * 256 + (bytes[i] as number);
  return sum;
}

/** Throws the `ProtocolError` of bytes that are no message. */
export const refuse = (what: string): never => {
  throw new ProtocolError(
    `Bytes that are no message of troupe (${what}). Do all processes run the same version?`,
  );
};

/**
 * Walks over a value without making anything of it. One that passes is whole, has as many members as it
 * claims, at most `depth` containers inside one another, and no binary, which values have as extensions: decoding
 * it takes time and memory as its size warrants. Throws `ProtocolError`.
 */
export function checkBounds(bytes: Uint8Array, depth: number): void {
  const around: number[] = []; // values to come in the containers around
  let left = 1; // and in this one
  let at = 0;
  for (;;) {
    while (left === 0) {
      const outer = around.pop();
      if (outer === undefined) {
        if (at < bytes.length) refuse("more after its end");
        return;
      }
      left = outer;
    }
    left--;
    if (at >= bytes.length) refuse("cut short");
    const head = bytes[at++] as number;
    if (head < 0x80) continue;
    const { kind, fixed, width } = forms[head] ?? refuse("an unused head");
    if (at + width > bytes.length) refuse("cut short");
    const size = fixed + length(bytes, at, width);
    at += width;
    if (kind === "binary") refuse("binary where none belongs");
    if (kind === "array" || kind === "map") {
      if (around.length >= depth) refuse(`nested deeper than ${depth}`);
      around.push(left);
      left = kind === "map" ? 2 * size : size;
    } else {
      at += size;
      if (at > bytes.length) refuse("cut short");
    }
  }
}
