import type { Bus, Subscription } from "../bus/bus.ts";
import { decodeBatch, encodeBatch } from "../codec/batch.ts";
import { LostError, ProtocolError } from "../protocol/errors.ts";
import { count } from "../protocol/fields.ts";
import { dataRequests, dataSubject } from "../protocol/subjects.ts";
import type { SpanOutcome, Tracing } from "../protocol/trace.ts";
import type { Clock } from "./clock.ts";
import { Source } from "./source.ts";

/** Bytes under way at a time from one holder. */
const UNDER_WAY_BYTES = 4 << 20;
/** What a part counts as at least, so that there are not too many small ones. */
const LEAST_WEIGHT = 32 << 10;
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
    const request = readRequest(bytes, bus.maxPayload);
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

/** Gets values from those that hand them out. */
export class Fetcher {
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #cluster: string;
  readonly #self: string;
  readonly #allocate: (size: number) => Uint8Array;
  readonly #tracing: Tracing;
  readonly #sources = new Map<string, Source>();

  /** `self` is the address of the one who asks. */
  constructor(
    bus: Bus,
    clock: Clock,
    cluster: string,
    self: string,
    allocate: (size: number) => Uint8Array = (size) => new Uint8Array(size),
    tracing: Tracing = { recorder: null },
  ) {
    this.#bus = bus;
    this.#clock = clock;
    this.#cluster = cluster;
    this.#self = self;
    this.#allocate = allocate;
    this.#tracing = tracing;
  }

  /**
   * A value of `size` bytes from the first of `holders` that hands it out, asked for part by part, so that
   * neither side holds more than the value and a few parts. Throws `LostError` when none has it,
   * `ConnectionError` or `TimeoutError` when none could be asked.
   */
  async fetch(key: string, size: number, holders: readonly string[]): Promise<Uint8Array> {
    let failure: unknown = new LostError(`No worker holds the result of ${key}.`, { key });
    for (const holder of holders) {
      const began = this.#clock.now();
      try {
        const value = await this.#fetchFrom(holder, key, size);
        this.#trace(holder, key, began, "done", size);
        return value;
      } catch (error) {
        this.#trace(holder, key, began, "failed", 0);
        failure = error;
      }
    }
    throw failure;
  }

  /** A holder is gone: what is under way from it is had from others. */
  forsake(holder: string): void {
    this.#sources.get(holder)?.end();
    this.#sources.delete(holder);
  }

  #trace(holder: string, key: string, began: number, outcome: SpanOutcome, bytes: number): void {
    const ms = this.#clock.now() - began;
    this.#tracing.recorder?.add("transfer", "net", holder, key, 0, ms, outcome, bytes);
  }

  async #fetchFrom(holder: string, key: string, size: number): Promise<Uint8Array> {
    const subject = dataSubject(this.#cluster, holder, this.#self);
    const source = this.#source(holder);
    const { gate } = source;
    // A part leaves room for the headers of whatever carries it.
    const length = Math.floor(this.#bus.maxPayload / 2);
    const parts: Promise<void>[] = [];
    let value: Uint8Array = NO_BYTES;
    let failure: unknown;
    for (let offset = 0; offset < size && failure === undefined; offset += length) {
      const wanted = Math.min(length, size - offset);
      const weight = Math.max(wanted, LEAST_WEIGHT);
      await gate.enter(weight);
      // Memory for a value is taken when its turn has come, not before.
      if (offset === 0) value = this.#allocate(size);
      const part = source
        .answer(() => this.#part(subject, key, offset, wanted))
        .then(
          (bytes) => value.set(bytes, offset),
          (error: unknown) => {
            failure ??= error;
          },
        )
        .finally(() => gate.leave(weight));
      parts.push(part);
    }
    await Promise.all(parts);
    if (gate.idle && this.#sources.get(holder) === source) this.#sources.delete(holder);
    if (failure !== undefined) throw failure;
    return value;
  }

  async #part(subject: string, key: string, offset: number, length: number): Promise<Uint8Array> {
    const part = await this.#bus.request(subject, encodeBatch([key, offset, length]), PATIENCE_MS);
    if (part.byteLength === length) return part;
    throw new LostError(`The result of ${key} is not where it was.`, { key });
  }

  #source(holder: string): Source {
    let source = this.#sources.get(holder);
    if (source === undefined) {
      source = new Source(holder, UNDER_WAY_BYTES, this.#clock);
      this.#sources.set(holder, source);
    }
    return source;
  }
}

/** What is asked for, where that can be and has room in one answer of `most` bytes. */
function readRequest(
  bytes: Uint8Array,
  most: number,
): [key: string, offset: number, length: number] | undefined {
  try {
    const [key, offset, length] = decodeBatch(bytes);
    if (typeof key !== "string" || !count(offset) || !count(length)) return undefined;
    return length > 0 && length <= most ? [key, offset, length] : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
