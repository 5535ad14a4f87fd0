import { randomBytes } from "node:crypto";
import { DeliverPolicy } from "@nats-io/jetstream";
import { refused, superseded, unread } from "./failures.ts";
import type { Log } from "./log.ts";
import { Pipeline } from "./pipeline.ts";
import { isConflict, isRefusal, reach, type Stream } from "./stream.ts";

/** Bytes of one message at most. */
const PART_BYTES = 512 * 1024;
/** Bytes of a message that are not the payload's. */
const HEADER_BYTES = 4096;
/** Bytes that the server may send ahead of what is read. */
const AHEAD_BYTES = 8 << 20;
/** What the server was asked for and has not sent by then it is asked for again, also when it has begun anew, ms. */
const EXPIRES_MS = 1000;
const NOTHING = new Uint8Array();

/**
 * What a message is, the last token of its subject: where a writer begins, a part of what the next ones
 * end, or the last or only part of an entry or a snapshot.
 */
type Kind = "begin" | "part" | "entry" | "snapshot";

/**
 * A log on a stream of JetStream's, of which each message says on which one it follows.
 *
 * J1. Who opens it begins with a message of its own; what earlier writers send from then on does not follow any more.
 * J2. What was cut into parts counts when its last part is stored, with nobody else's message between.
 * J3. Nothing is removed before the snapshot that stands for it is stored as a whole.
 */
export class JetStreamLog implements Log {
  readonly #stream: Stream;
  readonly #subject: string;
  #writer = "";
  #pipeline: Pipeline | undefined;

  /** Subjects begin with `prefix`. */
  constructor(stream: Stream, prefix: string) {
    this.#stream = stream;
    this.#subject = prefix;
  }

  async read(): ReturnType<Log["read"]> {
    this.#pipeline?.fail(superseded(this.#stream.name));
    this.#writer = randomBytes(8).toString("hex");
    const begun = await this.#begin();
    this.#pipeline = new Pipeline({ stream: this.#stream, own: `${this.#subject}.${this.#writer}.` }, begun);
    return await reach(this.#stream, () => this.#replay(begun));
  }

  append(entry: Uint8Array): Promise<void> {
    return this.#write("entry", entry);
  }

  async compact(snapshot: Uint8Array): Promise<void> {
    const first = (this.#pipeline?.last ?? 0) + 1;
    await this.#write("snapshot", snapshot);
    // What is left over is removed with the next one.
    await this.#stream.manager.streams.purge(this.#stream.name, { seq: first }).catch(() => {});
  }

  #write(kind: Kind, bytes: Uint8Array): Promise<void> {
    const pipeline = this.#pipeline;
    if (pipeline === undefined) return Promise.reject(unread(this.#stream.name));
    const room = this.#room;
    let at = 0;
    for (; bytes.byteLength - at > room; at += room)
      pipeline.add(this.#kind("part"), bytes.subarray(at, at + room)).catch(() => {});
    return pipeline.add(this.#kind(kind), bytes.subarray(at));
  }

  get #room(): number {
    const limit = this.#stream.bus.connection.info?.max_payload ?? PART_BYTES;
    return Math.max(1, Math.min(PART_BYTES, limit - HEADER_BYTES));
  }

  #kind(kind: Kind): string {
    return `${this.#subject}.${this.#writer}.${kind}`;
  }

  /** Writes the message that all of ours follow; resolves to its number. */
  async #begin(): Promise<number> {
    for (;;) {
      const begun = await reach(this.#stream, () => this.#follow());
      if (begun !== null) return begun;
    }
  }

  /** The same; null where another has written meanwhile. Where nobody answers it may be there all the same, as one too many. */
  async #follow(): Promise<number | null> {
    const expect = { lastSequence: await this.#stream.last() };
    try {
      return (await this.#stream.client.publish(this.#kind("begin"), NOTHING, { expect })).seq;
    } catch (error) {
      if (isConflict(error)) return null;
      throw isRefusal(error) ? refused(this.#stream.name, error) : error;
    }
  }

  /** What is stored before the message with number `end`. */
  async #replay(end: number): ReturnType<Log["read"]> {
    let snapshot: Uint8Array | null = null;
    let entries: Uint8Array[] = [];
    let parts: Uint8Array[] = [];
    const all = { deliver_policy: DeliverPolicy.All };
    const consumer = await this.#stream.client.consumers.get(this.#stream.name, all);
    const messages = await consumer.consume({ max_bytes: AHEAD_BYTES, expires: EXPIRES_MS });
    try {
      for await (const { seq, subject, data } of messages) {
        if (seq >= end) return { snapshot, entries };
        const kind = subject.slice(subject.lastIndexOf(".") + 1);
        // The message is a view into what came along with it.
        parts = kind === "begin" ? [] : [...parts, new Uint8Array(data)];
        if (kind === "entry") entries.push(joined(parts));
        else if (kind === "snapshot") [snapshot, entries] = [joined(parts), []];
        if (kind !== "part") parts = [];
      }
      // The connection has been closed meanwhile.
      throw new Error(`what comes before its message ${end} is not read to the end`);
    } finally {
      await messages.close();
      await consumer.delete().catch(() => {});
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
