import { PubHeaders } from "@nats-io/jetstream";
import { refused, shortened, superseded } from "./failures.ts";
import { isRefusal, reach, type Stream } from "./stream.ts";

/** Bytes sent and not acknowledged at most, so that no acknowledgement waits long; the rest waits here. */
const WINDOW_BYTES = 4 << 20;
/** What a message costs beside its bytes. */
const MESSAGE_BYTES = 256;
/** Messages that are stored and still in the queue at most, before it is as long as that. */
const SLACK = 1024;
/** An acknowledgement that takes longer is not waited for, ms. */
const ACKNOWLEDGED_MS = 5000;

interface Message {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly number: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What a pipeline writes to. */
export interface Outlet {
  readonly stream: Stream;
  /** What the subjects of all messages begin with, and of nobody else's. */
  readonly own: string;
}

/**
 * Writes messages to the end of a stream, one after another without waiting between.
 *
 * P1. A message is stored right after the one before it, or not at all. The number of that one is not enough to say
 *     so: where another writer has taken it, the next one's number would fit. So each names the one before it.
 * P2. What became of a message whose acknowledgement is missing is looked up in the stream; it is sent again only
 *     when it is not there.
 * P3. After the first message that cannot be stored none is.
 */
export class Pipeline {
  readonly #outlet: Outlet;
  #last: number;
  /** The message that nothing is under way before. */
  #head: number;
  /** Those before `#first` are stored, those from `#next` on are not sent. */
  #queue: Message[] = [];
  #first = 0;
  #next = 0;
  /** What is sent and not acknowledged takes. */
  #bytes = 0;
  /** Counts repairs: of what was sent before one, only good news counts. */
  #round = 0;
  #repairing = false;
  #failure: Error | undefined;

  /** Begins after the message with the number `last`. */
  constructor(outlet: Outlet, last: number) {
    this.#outlet = outlet;
    this.#last = last;
    this.#head = last + 1;
  }

  /** Number of the last message that was added. */
  get last(): number {
    return this.#last;
  }

  /** Resolves when the message is stored, and with it all before it. */
  add(subject: string, bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#last += 1;
    return new Promise((resolve, reject) => {
      this.#queue.push({ subject, bytes, number: this.#last, resolve, reject });
      this.#pump();
    });
  }

  /** Rejects what is not stored, and all that comes later. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    const lost = this.#queue.slice(this.#first);
    this.#queue = [];
    this.#first = this.#next = 0;
    for (const message of lost) message.reject(error);
  }

  #pump(): void {
    if (this.#repairing) return;
    while (this.#bytes < WINDOW_BYTES) {
      const message = this.#queue[this.#next];
      if (message === undefined) return;
      this.#next++;
      this.#send(message);
    }
  }

  #send(message: Message): void {
    this.#bytes += message.bytes.byteLength + MESSAGE_BYTES;
    const round = this.#round;
    const { subject, bytes, number } = message;
    const { stream } = this.#outlet;
    const headers: Record<string, string> = {
      [PubHeaders.MsgIdHdr]: this.#id(number),
      [PubHeaders.ExpectedLastSeqHdr]: String(number - 1),
    };
    // A server that has started again may not know what the last one was called.
    if (number > this.#head) headers[PubHeaders.ExpectedLastMsgIdHdr] = this.#id(number - 1);
    stream.store(subject, bytes, ACKNOWLEDGED_MS, headers).then(
      () => this.#settle(number),
      (error: Error) => {
        if (round !== this.#round || this.#failure !== undefined) return;
        if (isRefusal(error)) this.fail(refused(stream.name, error));
        else void this.#repair();
      },
    );
  }

  /** All messages up to that number are stored. */
  #settle(number: number): void {
    for (let message = this.#earliest; message !== undefined; message = this.#earliest) {
      if (message.number > number) break;
      this.#bytes -= message.bytes.byteLength + MESSAGE_BYTES;
      this.#first++;
      message.resolve();
    }
    if (this.#first > SLACK && this.#first * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#first);
      this.#next -= this.#first;
      this.#first = 0;
    }
    this.#pump();
  }

  /** The first that is sent and not known to be stored. */
  get #earliest(): Message | undefined {
    return this.#first < this.#next ? this.#queue[this.#first] : undefined;
  }

  /** Looks up what is stored of what was sent, and sends the rest again. */
  async #repair(): Promise<void> {
    this.#round += 1;
    this.#repairing = true;
    try {
      await this.#inspect();
      this.#next = this.#first;
      this.#bytes = 0;
      this.#head = this.#last + 1 - (this.#queue.length - this.#first);
    } catch (error) {
      this.fail(error as Error);
    }
    this.#repairing = false;
    this.#pump();
  }

  /** Settles what is stored; throws when somebody else writes, or what was stored is gone. */
  async #inspect(): Promise<void> {
    const { stream } = this.#outlet;
    const sent = this.#last - (this.#queue.length - this.#next);
    const end = await reach(stream, () => stream.last());
    for (let first = this.#earliest; first !== undefined; first = this.#earliest) {
      const { number } = first;
      if (end < number - 1) throw shortened(stream.name, number - 1, end);
      if (end < number) return;
      const latest = Math.min(end, sent);
      if (await this.#isOwn(latest)) this.#settle(latest);
      else if (await this.#isOwn(number)) this.#settle(number);
      else throw superseded(stream.name);
    }
    if (end > sent) throw superseded(stream.name);
  }

  async #isOwn(number: number): Promise<boolean> {
    const { stream, own } = this.#outlet;
    const message = await reach(stream, () => stream.message(number));
    return message?.subject.startsWith(own) === true;
  }

  #id(number: number): string {
    return `${this.#outlet.own}${number}`;
  }
}
