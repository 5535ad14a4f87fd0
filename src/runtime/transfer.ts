import type { Bus, Subscription } from "../bus/bus.ts";
import { decodeBatch, encodeBatch } from "../codec/batch.ts";
import { LostError, ProtocolError } from "../protocol/errors.ts";
import { dataRequests, dataSubject } from "../protocol/subjects.ts";

/** Parts of one value under way at a time. */
const WINDOW = 6;
/** A holder that has not answered for this long is passed over, ms. */
const PATIENCE_MS = 10_000;

const NO_BYTES = new Uint8Array();

/** Part of a value, at once or later; nothing where the value is not here. */
export type Part = Uint8Array | undefined | Promise<Uint8Array | undefined>;

/** Hands out parts of what `read` knows to whoever asks: `[key, offset, length]` gives those bytes. */
export function serveData(
  bus: Bus,
  cluster: string,
  address: string,
  read: (key: string, offset: number, length: number) => Part,
): Subscription {
  return bus.subscribe(dataRequests(cluster, address), (bytes, _subject, respond) => {
    const request = readRequest(bytes);
    if (request === undefined || respond === undefined) return;
    const part = read(...request);
    // An answer of no bytes says: not here.
    if (part instanceof Promise)
      part.then(
        (late) => respond(late ?? NO_BYTES),
        () => respond(NO_BYTES),
      );
    else respond(part ?? NO_BYTES);
  });
}

/**
 * Gets a value of `size` bytes from the first of `holders` that hands it out: the receiver asks for
 * part after part, a few at a time, so neither side holds more than the value and a few parts.
 * Throws `LostError` when none has it, `ConnectionError` or `TimeoutError` when none could be asked.
 */
export async function fetchData(
  bus: Bus,
  cluster: string,
  self: string,
  key: string,
  size: number,
  holders: readonly string[],
): Promise<Uint8Array> {
  let failure: unknown = new LostError(`No worker holds the result of ${key}.`, { key });
  for (const holder of holders) {
    try {
      return await fetchFrom(bus, dataSubject(cluster, holder, self), key, size);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function fetchFrom(bus: Bus, subject: string, key: string, size: number): Promise<Uint8Array> {
  const value = new Uint8Array(size);
  // A part leaves room for the headers of whatever carries it.
  const length = Math.floor(bus.maxPayload / 2);
  let next = 0;
  const lane = async () => {
    while (next < size) {
      const offset = next;
      next += length;
      const part = await bus.request(subject, encodeBatch([key, offset, length]), PATIENCE_MS);
      if (part.byteLength !== Math.min(length, size - offset)) {
        throw new LostError(`The result of ${key} is not where it was.`, { key });
      }
      value.set(part, offset);
    }
  };
  try {
    await Promise.all(Array.from({ length: WINDOW }, lane));
  } finally {
    // Where one part is not to be had, the others are not asked for.
    next = size;
  }
  return value;
}

function readRequest(bytes: Uint8Array): [key: string, offset: number, length: number] | undefined {
  try {
    const [key, offset, length] = decodeBatch(bytes);
    const valid = typeof key === "string" && typeof offset === "number" && typeof length === "number";
    return valid && offset >= 0 && length > 0 ? [key, offset, length] : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
