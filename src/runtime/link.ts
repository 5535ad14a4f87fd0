import { decodeBatch } from "../codec/batch.ts";
import { BatchWriter } from "../codec/batch-writer.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Message } from "../protocol/message.ts";
import { Assembly } from "./assembly.ts";
import { Bell } from "./bell.ts";
import type { Cancel } from "./clock.ts";
import { type Frame, HEADER_BYTES, layOut, layOutNote } from "./frame.ts";
import type { LinkHost } from "./link-host.ts";
import { Outstanding } from "./outstanding.ts";
import { messagesIn } from "./unheard.ts";

/** Messages in one batch at most, and bytes after which it takes no more. */
const BATCH = 512;
const BATCH_BYTES = 1 << 20;
/** Bytes sent and not acknowledged at most; what is said beyond that waits here. */
const WINDOW_BYTES = 4 << 20;
/** An acknowledgement waits this long at most for a message to ride along with, ms. */
const ACKNOWLEDGE_MS = 100;
/** When none has come for this long, what is outstanding is said again, then after twice as long …, until the other side counts as silent, ms. */
const REPEAT_MS = 300;
/** So often at least that who was not heard for a while is heard before he counts as silent. */
const REPEAT_MAX_MS = 1200;
const SILENT_MS = 60_000;

const writer = new BatchWriter();

/**
 * One session between two processes over an at-most-once bus: every message arrives once and in
 * order, or the session ends.
 *
 * L1. Frames are numbered from 1 within a session; only the next number is taken, any other dropped.
 * L2. A frame is kept until it is acknowledged, and said again when that takes too long: little first, then more.
 * L3. At most `WINDOW_BYTES` and one frame are under way.
 */
export class Link<In extends Message, Out extends Message> {
  readonly session: number;
  /** The other side's session, 0 until it is known. */
  peer: number;
  readonly #host: LinkHost<In>;
  #waiting: Out[] = [];
  /** How many of those that waited are sent. */
  #taken = 0;
  readonly #outstanding = new Outstanding();
  #sent = 0;
  #received = 0;
  readonly #assembly = new Assembly();
  #owed = 0;
  #repeatMs = REPEAT_MS;
  /** An acknowledgement has come since the timer of repeats was set; and for how long none came before, ms. */
  #progress = false;
  #quiet = 0;
  #acknowledging: Cancel | undefined;
  #repeating: Cancel | undefined;
  #chopped: Uint8Array[] = [];
  readonly #relief = new Bell();

  constructor(host: LinkHost<In>, session: number, peer: number) {
    this.#host = host;
    this.session = session;
    this.peer = peer;
  }

  /** Whether messages wait for room in the window. */
  get congested(): boolean {
    return this.#outstanding.bytes >= WINDOW_BYTES;
  }

  /** Resolves when the window has room. */
  async room(): Promise<void> {
    while (this.congested) await this.#relief.heard();
  }

  /** Resolves when all that was said so far has arrived there, or the session has ended. */
  async delivered(): Promise<void> {
    while (this.#taken < this.#waiting.length) this.#chop(this.#batch());
    this.flush();
    if (this.#arrived < this.#sent) this.note(true);
    for (const last = this.#sent; this.#arrived < last; ) await this.#relief.heard();
  }

  /** Says `message` at the next `flush`, or now with a full batch; true when this is the first to wait. */
  send(message: Out): boolean {
    const waiting = this.#waiting.push(message) - this.#taken;
    if (waiting === BATCH) this.flush();
    return waiting === 1;
  }

  /** Sends what waits, as far as the window allows. */
  flush(): void {
    while (!this.congested && !this.#outstanding.lossy) {
      const bytes = this.#chopped.shift();
      if (bytes !== undefined) this.#publish(bytes);
      else if (this.#taken < this.#waiting.length) this.#chop(this.#batch());
      else return;
    }
  }

  /** Takes messages that wait into a batch. */
  #batch(): Uint8Array {
    const last = Math.min(this.#taken + BATCH, this.#waiting.length);
    while (this.#taken < last && writer.size < BATCH_BYTES) writer.add(this.#waiting[this.#taken++]);
    if (this.#taken === this.#waiting.length) {
      this.#waiting = [];
      this.#taken = 0;
    }
    return writer.take();
  }

  /** Takes a frame of this session. */
  receive(frame: Frame): void {
    this.#settle(frame.acknowledged);
    if (frame.asks) this.note();
    if (frame.sequence === 0) return;
    if (frame.sequence === this.#received + 1) {
      this.#received = frame.sequence;
      this.#take(frame);
    }
    this.#owed += HEADER_BYTES + frame.body.byteLength;
    if (this.#owed > WINDOW_BYTES / 4) this.note();
    else this.#acknowledging ??= this.#host.clock.after(ACKNOWLEDGE_MS, () => this.acknowledge());
  }

  /** Says again what is not acknowledged, because it may have been lost. */
  repeat(): void {
    this.#outstanding.lose();
    this.#sayAgain();
    if (this.#outstanding.count > 0) this.#arm();
  }

  /** What was said and is not acknowledged, in order; whether it has arrived is not known. */
  unheard(): Out[] {
    const sent = messagesIn([...this.#outstanding, ...this.#chopped], this.#outstanding.severed);
    return [...(sent as Out[]), ...this.#waiting.slice(this.#taken)];
  }

  /** Ends the session; nothing is said or repeated any more. */
  close(): void {
    this.#acknowledging?.();
    this.#repeating?.();
    this.#waiting = [];
    this.#taken = 0;
    this.#outstanding.clear();
    this.#chopped = [];
    this.#relief.ring();
  }

  /** Cuts a batch into frames that the bus can carry. */
  #chop(body: Uint8Array): void {
    const room = this.#host.maxPayload - HEADER_BYTES;
    for (let at = 0; at < body.byteLength; at += room) {
      const end = Math.min(at + room, body.byteLength);
      this.#chopped.push(
        layOut({
          session: this.session,
          to: this.peer,
          sequence: ++this.#sent,
          acknowledged: 0,
          more: end < body.byteLength,
          reset: false,
          asks: false,
          body: body.subarray(at, end),
        }),
      );
    }
  }

  #publish(bytes: Uint8Array): void {
    this.#outstanding.add(bytes);
    this.#put(bytes);
    if (this.#repeating === undefined) this.#arm();
  }

  /** Puts a frame on the bus, with what is known now of the other side. */
  #put(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer);
    view.setFloat64(8, this.peer);
    view.setUint32(20, this.#received);
    this.#owed = 0;
    this.#host.publish(bytes);
  }

  /** Says what has arrived here, where that was not said with something else. */
  acknowledge(): void {
    this.#acknowledging?.();
    this.#acknowledging = undefined;
    if (this.#owed > 0) this.note();
  }

  /** Says nothing but what has arrived here; where it `asks`, the other side is to do so at once. */
  note(asks = false): void {
    this.#owed = 0;
    const { session, peer: to } = this;
    this.#host.publish(layOutNote({ session, to, acknowledged: this.#received, asks }));
  }

  /** Everything up to `acknowledged` has arrived there. */
  #settle(acknowledged: number): void {
    if (!this.#outstanding.settle(acknowledged - this.#arrived)) return;
    this.#progress = true;
    this.#quiet = 0;
    const rare = this.#repeatMs > REPEAT_MS;
    this.#repeatMs = REPEAT_MS;
    if (rare) this.#arm();
    this.#sayAgain();
    this.flush();
    this.#relief.ring();
  }

  /** Says again what may be, and asks how far that has come where more is to follow. */
  #sayAgain(): void {
    for (const bytes of this.#outstanding.again()) this.#put(bytes);
    if (this.#outstanding.lossy) this.note(true);
  }

  /** Number of the last frame known to have arrived there. */
  get #arrived(): number {
    return this.#sent - this.#chopped.length - this.#outstanding.count;
  }

  #arm(): void {
    this.#repeating?.();
    this.#progress = false;
    this.#repeating = this.#host.clock.after(this.#repeatMs, () => this.#expire());
  }

  #expire(): void {
    this.#repeating = undefined;
    if (this.#outstanding.count === 0) return;
    if (this.#progress) return this.#arm();
    this.#quiet += this.#repeatMs;
    if (this.#quiet > SILENT_MS) this.#host.silent();
    this.#repeatMs = Math.min(this.#repeatMs * 2, REPEAT_MAX_MS);
    this.repeat();
  }

  #take(frame: Frame): void {
    const messages: In[] = [];
    let fault: ProtocolError | undefined;
    try {
      const body = this.#assembly.add(frame);
      if (body === undefined) return;
      for (const decoded of decodeBatch(body)) messages.push(this.#host.check(decoded));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      fault = error;
    }
    if (messages.length > 0) this.#host.deliver(messages);
    if (fault) this.#host.unreadable(fault);
  }
}
