import type { SpanView } from "../../../client/observer/views.ts";
import { compared } from "./sorting.ts";

/** A thread of a worker, or its network, with what took time there, in the order of its end. */
export interface Lane {
  readonly id: string;
  readonly worker: string;
  readonly lane: string;
  readonly spans: SpanView[];
}

/** Spans kept for all lanes together. */
const LIMIT = 20_000;

/** The last spans that came in, by lane. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #order: Lane[] = [];
  #sorted: readonly Lane[] = [];
  /** Spans that no longer are kept, or never came because there were too many. */
  dropped = 0;
  /** When the last of them ended, in ms since 1970; 0 before the first. */
  latest = 0;

  readonly #limit: number;

  constructor(limit = LIMIT) {
    this.#limit = limit;
  }

  /** How many are kept. */
  get size(): number {
    return this.#order.length;
  }

  /** All lanes, by worker, then by thread, the network last. */
  get all(): readonly Lane[] {
    return this.#sorted;
  }

  add(spans: readonly SpanView[]): void {
    const before = this.#lanes.size;
    for (const span of spans) {
      const lane = this.#laneOf(span);
      lane.spans.push(span);
      this.#order.push(lane);
      this.latest = Math.max(this.latest, span.began + span.ms);
    }
    this.#forget();
    if (this.#lanes.size !== before) this.#sorted = [...this.#lanes.values()].sort(byPlace);
  }

  /** The span that began next before (-1) or after (1) another, whichever its lane; of none the last. */
  beside(span: SpanView | null, by: number): { readonly span: SpanView; readonly lane: number } | undefined {
    const all = this.#sorted
      .flatMap(({ spans }, lane) => spans.map((each) => ({ span: each, lane })))
      .sort((a, b) => a.span.began - b.span.began);
    const at = span === null ? -1 : all.findIndex((each) => each.span === span);
    return at === -1 ? all.at(-1) : all[Math.max(0, Math.min(all.length - 1, at + by))];
  }

  #laneOf(span: SpanView): Lane {
    const id = `${span.worker}\n${span.lane}`;
    const known = this.#lanes.get(id);
    if (known !== undefined) return known;
    const lane: Lane = { id, worker: span.worker, lane: span.lane, spans: [] };
    this.#lanes.set(id, lane);
    return lane;
  }

  /** Lets go of the oldest once a tenth too many are kept; a lane that is empty goes with them. */
  #forget(): void {
    const excess = this.#order.length - this.#limit;
    if (excess <= this.#limit / 10) return;
    const gone = new Map<Lane, number>();
    for (const lane of this.#order.splice(0, excess)) gone.set(lane, (gone.get(lane) ?? 0) + 1);
    for (const [lane, number] of gone) {
      lane.spans.splice(0, number);
      if (lane.spans.length === 0) this.#lanes.delete(lane.id);
    }
    this.#sorted = this.#sorted.filter((lane) => lane.spans.length > 0);
    this.dropped += excess;
  }
}

/** How a function, the calls of a method or the transfers stand in what was seen. */
export interface Share {
  readonly name: string;
  readonly kind: SpanView["kind"];
  count: number;
  failed: number;
  ms: number;
}

/** What took the time, the most first. All transfers are one. */
export function sharesOf(lanes: readonly Lane[]): readonly Share[] {
  const shares = new Map<string, Share>();
  for (const { spans } of lanes) {
    for (const { kind, name, ms, outcome } of spans) {
      const id = kind === "transfer" ? kind : `${kind} ${name}`;
      const share = shares.get(id) ?? {
        name: kind === "transfer" ? "transfers" : name,
        kind,
        count: 0,
        failed: 0,
        ms: 0,
      };
      shares.set(id, share);
      share.count++;
      share.ms += ms;
      if (outcome === "failed") share.failed++;
    }
  }
  return [...shares.values()].sort((a, b) => b.ms - a.ms);
}

/** The bar at an instant: the one that began last of those that are there. `slack` in ms widens each. */
export function spanAt(lane: Lane, at: number, slack: number): SpanView | undefined {
  return lane.spans.findLast(({ began, ms }) => at >= began - slack && at <= began + ms + slack);
}

function byPlace(one: Lane, other: Lane): number {
  if (one.worker !== other.worker) return compared(one.worker, other.worker);
  return Number(one.lane === "net") - Number(other.lane === "net") || compared(one.lane, other.lane);
}
