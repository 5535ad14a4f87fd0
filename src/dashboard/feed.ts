import type { StreamView } from "../client/observer/views.ts";
import type { Cancel, Clock } from "../runtime/clock.ts";
import type { Look } from "./look.ts";
import { Looks } from "./looks.ts";
import type { Reader } from "./reader.ts";
import { Sight } from "./sight.ts";
import type { Source } from "./source.ts";
import { SpanLog } from "./span-log.ts";

/** Time between two turns of the loop, ms. */
const TICK_MS = 200;
/** Turns after which all are told how things stand, also where nothing has changed. */
const BEAT = 25;
/** Time that a reader may take to read what it was sent, ms. */
const STALLED_MS = 60_000;

/** Asks once for whoever looks, and tells all readers: one loop, which runs while there are any. */
export class Feed {
  readonly sight: Sight;
  readonly looks: Looks;
  readonly #clock: Clock;
  readonly #readers = new Set<Reader>();
  readonly #spans = new SpanLog();
  #next: Cancel | null = null;
  #turns = 0;

  constructor(open: () => Promise<Source>, clock: Clock, control: boolean) {
    this.#clock = clock;
    this.sight = new Sight({
      clock,
      control,
      open,
      heard: (stream: StreamView) => this.#spans.add(stream),
      changed: () => this.#tellStatus(),
      closed: () => this.#forget(),
    });
    this.looks = new Looks(this.sight, clock, (look) => this.#tell(look));
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** Tells the reader what is known, and what comes, until it is removed. */
  add(reader: Reader): void {
    this.#readers.add(reader);
    reader.send("status", JSON.stringify(this.sight.status));
    for (const look of reader.looks) reader.offer(look);
    if (this.#next === null) this.#turn();
    else for (const look of reader.looks) look.refresh();
  }

  remove(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    this.#next?.();
    this.#next = null;
  }

  /** A `StreamView` as JSON of the last spans. */
  async stream(): Promise<string> {
    await this.sight.warm();
    this.#spans.tick();
    return this.#spans.since(0, this.#clock.now());
  }

  async close(): Promise<void> {
    this.#next?.();
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
    await this.sight.close();
  }

  #turn(): void {
    this.#next = this.#clock.after(TICK_MS, () => this.#turn());
    if (++this.#turns % BEAT === 0) this.#tellStatus();
    this.#spans.tick();
    const now = this.#clock.now();
    this.looks.pulse.refresh();
    for (const reader of this.#readers) {
      for (const look of reader.looks) look.refresh();
      reader.offerSpans(this.#spans, now);
      if (reader.stalled(now) > STALLED_MS) reader.end();
    }
  }

  #tell(look: Look): void {
    for (const reader of this.#readers) if (reader.looks.has(look)) reader.offer(look);
  }

  #tellStatus(): void {
    const text = JSON.stringify(this.sight.status);
    for (const reader of this.#readers) reader.send("status", text);
  }

  #forget(): void {
    this.looks.forget();
    this.#spans.clear();
  }
}
