import { parentPort } from "node:worker_threads";
import { encodeBatch } from "../codec/batch.ts";
import type { Payload } from "../protocol/messages.ts";
import { MAX_RECORD, Outbox } from "./outbox.ts";
import { type Enclosed, type FromActors, type FromThread, transferable } from "./words.ts";

/** A record that says: the next word comes through the port. */
const ELSEWHERE = new Uint8Array();

/**
 * On a thread: how it says a word to its process, a small one through the outbox, a large one through the port,
 * which the outbox tells of, so that words are heard in order.
 */
export function speaker<Word extends FromThread | FromActors>(
  memory: SharedArrayBuffer,
): (word: Word) => void {
  const outbox = new Outbox(memory);
  const post = (posted: readonly Payload[], transfer: ArrayBuffer[] = []): void => {
    outbox.write(ELSEWHERE);
    parentPort?.postMessage(posted, transfer);
  };
  return (word) => {
    const carries = carriedBy(word);
    const large = carries !== null && carries.length > MAX_RECORD / 2 ? carries : null;
    const record = encodeBatch(large === null ? word : [...word.slice(0, 2), null, ...word.slice(3)]);
    if (large !== null) post([record, large], transferable(large));
    else if (record.length > MAX_RECORD) post([record]);
    else if (outbox.write(record)) parentPort?.postMessage(null);
  };
}

function carriedBy(word: FromThread | FromActors): Payload | null {
  switch (word[0]) {
    case "done":
    case "failed":
    case "snapshot":
    case "emitted":
      return word[2];
    default:
      return null;
  }
}

/** On a thread: the payload that a word encloses, where `large` came along with it. */
export function disclose(payload: Enclosed, large: readonly Payload[]): Payload {
  if (typeof payload !== "number") return payload;
  const found = large[payload];
  if (found === undefined) throw new RangeError(`Payload ${payload} did not come along.`);
  return found;
}
