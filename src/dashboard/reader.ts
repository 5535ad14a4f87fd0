import type { Look } from "./look.ts";
import type { SpanLog } from "./span-log.ts";

/** Where events are written to. */
export interface Outlet {
  /** What was written before still waits to be read. */
  readonly writableNeedDrain: boolean;
  write(text: string): unknown;
  destroy(): unknown;
}

/** A page that is told of some views, as server-sent events, as fast as it reads. */
export class Reader {
  readonly looks: ReadonlySet<Look>;
  /** Whether it wants spans. */
  readonly #streams: boolean;
  readonly #outlet: Outlet;
  /** Versions that it was given. */
  readonly #given = new Map<Look, number>();
  /** The chunk of spans that it is given next. */
  #next = 0;
  /** When it began not to read. */
  #stalled: number | null = null;

  constructor(outlet: Outlet, looks: ReadonlySet<Look>, streams: boolean) {
    this.#outlet = outlet;
    this.looks = looks;
    this.#streams = streams;
  }

  /** Gives it a view that it does not have, where it reads. */
  offer(look: Look): void {
    if (look.text === null || this.#given.get(look) === look.version) return;
    if (this.send(look.name, look.text)) this.#given.set(look, look.version);
  }

  /** Gives it the spans that it does not have, where it reads. */
  offerSpans(log: SpanLog, at: number): void {
    if (!this.#streams || this.#next === log.end) return;
    if (this.send("stream", log.since(this.#next, at))) this.#next = log.end;
  }

  /** Sends an event, unless what was sent before still waits; tells whether it did. */
  send(event: string, text: string): boolean {
    if (this.#outlet.writableNeedDrain) return false;
    // JSON has no line breaks.
    this.#outlet.write(`event: ${event}\ndata: ${text}\n\n`);
    return true;
  }

  /** How long it has not read anything, ms. */
  stalled(now: number): number {
    if (!this.#outlet.writableNeedDrain) this.#stalled = null;
    else this.#stalled ??= now;
    return this.#stalled === null ? 0 : now - this.#stalled;
  }

  end(): void {
    this.#outlet.destroy();
  }
}
