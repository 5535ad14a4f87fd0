import { decodeValue } from "../codec/value.ts";
import type { Payload } from "../protocol/messages.ts";

/** Bytes of an error that are read for a line of the log, and characters of it that are shown. */
const BYTES = 64 << 10;
const SHOWN = 500;

/** Name and message of an error on its way; it is made up by whoever threw it. */
export function errorText(bytes: Payload): string {
  if (bytes.length > BYTES) return "an error too large to be shown";
  try {
    const text = String(decodeValue(bytes));
    return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  } catch {
    return "an error that cannot be shown";
  }
}
