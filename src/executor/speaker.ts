import { parentPort } from "node:worker_threads";
import { encodeBatch } from "../codec/batch.ts";
import type { Payload } from "../protocol/messages.ts";
import { MAX_RECORD, Outbox } from "./outbox.ts";
import { type Enclosed, type FromActors, type FromThread, transferable } from "./words.ts";

/** On a thread: how it says a word to its process, a small one through the outbox, a large one through the port. */
export function speaker<Word extends FromThread | FromActors>(
  memory: SharedArrayBuffer,
): (word: Word) => void {
  const outbox = new Outbox(memory);
  return (word) => {
    const carries = word[0] === "done" || word[0] === "failed" ? word[2] : null;
    const large = carries !== null && carries.length > MAX_RECORD / 2 ? carries : null;
    const record = encodeBatch(large === null ? word : [...word.slice(0, 2), null, ...word.slice(3)]);
    if (large !== null) parentPort?.postMessage([record, large], transferable(large));
    else if (record.length > MAX_RECORD) parentPort?.postMessage([record]);
    else if (outbox.write(record)) parentPort?.postMessage(null);
  };
}

/** On a thread: the payload that a word encloses, where `large` came along with it. */
export function disclose(payload: Enclosed, large: readonly Payload[]): Payload {
  if (typeof payload !== "number") return payload;
  const found = large[payload];
  if (found === undefined) throw new RangeError(`Payload ${payload} did not come along.`);
  return found;
}
