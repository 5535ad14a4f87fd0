import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { decodeBatch } from "../codec/batch.ts";
import type { Payload } from "../protocol/messages.ts";

/** How long words are obeyed one after the other before the event loop gets its turn, ms. */
const TURN_MS = 4;

/** A batch of words, and the large payloads that come along. */
type Parts = readonly [batch: Uint8Array, ...large: Payload[]];

/** Who obeys the words of an inbox. */
export interface Obedient<Word> {
  /** Whether a word is to be obeyed when it is heard, before others that wait. */
  isPressing(word: Word): boolean;
  obey(word: Word, large: readonly Payload[]): void;
}

/** The words that have come to a thread of actors, obeyed in order, but for those that are pressing. */
export class Inbox<Word> {
  readonly #port: MessagePort;
  readonly #to: Obedient<Word>;
  #waiting: [word: Word, large: readonly Payload[]][] = [];
  #next = 0;
  #due = false;

  constructor(port: MessagePort, to: Obedient<Word>) {
    this.#port = port;
    this.#to = to;
    port.on("message", (parts: Parts) => {
      this.#hear(parts);
      if (!this.#due) this.#obey();
    });
  }

  /** Hears what was posted and has not come yet. */
  hear(): void {
    for (let posted = receiveMessageOnPort(this.#port); posted; posted = receiveMessageOnPort(this.#port))
      this.#hear(posted.message);
    if (this.#next < this.#waiting.length) this.#continue();
  }

  #hear([batch, ...large]: Parts): void {
    for (const word of decodeBatch(batch) as Word[]) {
      if (this.#to.isPressing(word)) this.#to.obey(word, large);
      else this.#waiting.push([word, large]);
    }
  }

  #obey(): void {
    const began = performance.now();
    while (this.#next < this.#waiting.length) {
      const waiting = this.#waiting[this.#next++];
      if (waiting !== undefined) this.#to.obey(...waiting);
      if (performance.now() - began > TURN_MS && this.#next < this.#waiting.length) return this.#continue();
    }
    this.#waiting = [];
    this.#next = 0;
  }

  #continue(): void {
    if (this.#due) return;
    this.#due = true;
    setImmediate(() => {
      this.#due = false;
      this.#obey();
    });
  }
}
