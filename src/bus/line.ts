import type { MessagePort, Transferable } from "node:worker_threads";
import type { BusStatus } from "./bus.ts";

/** What a bus in a thread asks of the process's own. `token` stands for a request that wants its reply. */
export type ToProcess =
  | readonly ["publish", subject: string, bytes: Uint8Array]
  | readonly ["subscribe", id: number, subject: string]
  | readonly ["unsubscribe", id: number]
  | readonly ["request", id: number, subject: string, bytes: Uint8Array, timeout: number]
  | readonly ["respond", token: number, bytes: Uint8Array]
  | readonly ["flush", id: number]
  | readonly ["close"];

/** What the process tells a bus in a thread; the first word is its status. A `token` of 0 wants no reply. */
export type ToThread =
  | readonly ["status", status: BusStatus, maxPayload: number]
  | readonly ["message", id: number, subject: string, bytes: Uint8Array, token: number]
  | readonly ["reply", id: number, bytes: Uint8Array]
  | readonly ["failure", id: number, code: string, message: string];

/** Bytes from which handing over memory is cheaper than having it copied once more. */
const WORTH_TRANSFER = 16 * 1024;

/** One end of a port: what is said in one go travels as one message, with bytes of exactly their own size. */
export class Line<Word> {
  readonly #port: MessagePort;
  #words: Word[] = [];
  #transfer: Transferable[] = [];

  constructor(port: MessagePort) {
    this.#port = port;
  }

  say(word: Word): void {
    if (this.#words.push(word) === 1) queueMicrotask(() => this.#flush());
  }

  /** A copy to send, because a view would drag along all the memory that it looks into. */
  pack(bytes: Uint8Array): Uint8Array {
    const copy = new Uint8Array(bytes);
    if (copy.length >= WORTH_TRANSFER) this.#transfer.push(copy.buffer);
    return copy;
  }

  #flush(): void {
    const words = this.#words;
    const transfer = this.#transfer;
    this.#words = [];
    this.#transfer = [];
    this.#port.postMessage(words, transfer);
  }
}
