import type { SpanView, StreamView } from "../client/observer/views.ts";

/** Spans that one event carries at most. */
const CHUNK = 500;
/** Spans that are kept for who comes later. */
const KEPT = 5000;

/** Spans that came between two ticks, as the inside of a JSON array. */
interface Chunk {
  readonly text: string;
  readonly count: number;
  readonly dropped: number;
}

/** The last spans, for readers each at a place of its own. */
export class SpanLog {
  #chunks: Chunk[] = [];
  #kept = 0;
  /** Number of the first chunk that is kept. */
  #first = 0;
  #fresh: SpanView[] = [];
  #dropped = 0;
  /** Last text that was made, and of what. */
  #last = { from: -1, to: -1, text: "" };

  /** Number of the chunk that comes next. */
  get end(): number {
    return this.#first + this.#chunks.length;
  }

  add({ spans, dropped }: StreamView): void {
    this.#dropped += dropped;
    for (const span of spans) this.#fresh.push(span);
    // While nobody listens there are no turns.
    if (this.#fresh.length > KEPT) this.tick();
  }

  /** What came since the last time becomes a chunk: where there is too much, every so manieth span. */
  tick(): void {
    const fresh = this.#fresh;
    if (fresh.length === 0 && this.#dropped === 0) return;
    const step = Math.ceil(fresh.length / CHUNK);
    const spans = step <= 1 ? fresh : fresh.filter((_, index) => index % step === 0);
    this.#chunks.push({
      text: spans.map((span) => JSON.stringify(span)).join(),
      count: spans.length,
      dropped: this.#dropped + fresh.length - spans.length,
    });
    this.#kept += spans.length;
    this.#fresh = [];
    this.#dropped = 0;
    while (this.#kept > KEPT) {
      this.#kept -= this.#chunks.shift()?.count ?? 0;
      this.#first++;
    }
  }

  /** A `StreamView` as JSON of what came from that chunk on. */
  since(from: number, at: number): string {
    const { end } = this;
    if (this.#last.from !== from || this.#last.to !== end) {
      const chunks = this.#chunks.slice(Math.max(0, from - this.#first));
      const spans = chunks.map(({ text }) => text).filter((text) => text !== "");
      const dropped = chunks.reduce((sum, chunk) => sum + chunk.dropped, 0);
      const text = `{"at":${at},"spans":[${spans.join()}],"dropped":${dropped}}`;
      this.#last = { from, to: end, text };
    }
    return this.#last.text;
  }

  clear(): void {
    this.#first = this.end;
    this.#chunks = [];
    this.#kept = 0;
    this.#fresh = [];
    this.#dropped = 0;
  }
}
