import type { Bus, Subscription } from "../bus/bus.ts";
import { decodeBatch, encodeBatch } from "../codec/batch.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { lookers, traceSubject } from "../protocol/subjects.ts";
import {
  type ActorFigures,
  checkToTraced,
  type FromTraced,
  LEAST_MS,
  MOST_EVENTS,
  MOST_FIGURES,
  MOST_SPANS,
  MOST_TEXT,
  type Recorder,
  type Span,
  type ToTraced,
  TRACE_MS,
  type Tracing,
} from "../protocol/trace.ts";
import { statesIn } from "../runtime/chart.ts";
import type { Cancel, Clock } from "../runtime/clock.ts";
import { Meter } from "./meter.ts";
import { Sample } from "./sample.ts";

/** What a tracer needs of its process. */
export interface TracerOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  /** Who it is that tells. */
  readonly address: string;
  /** Value of the state of its machine. */
  state(): unknown;
  /** Bytes of heap and results that it may take, 0 for no end, and of results that it has on disk; default none. */
  memory?(): { readonly limit: number; readonly spilled: number };
  /** Default none. */
  actors?(): Iterable<ActorFigures>;
}

/** What those who look on asked for: a batch every so many ms, with so many spans. */
interface Wish {
  readonly every: number;
  readonly spans: number;
}

/** Tells what its process does to those who look on, and does nothing while nobody does. */
export class Tracer {
  /** For whoever knows what takes time. */
  readonly tracing: Tracing = { recorder: null };
  readonly #options: TracerOptions;
  readonly #subscription: Subscription;
  /** What was asked for in this part of the time for which that counts, and in the one before. */
  #wish: Wish | null = null;
  #before: Wish | null = null;
  #renewal = 0;
  #meter: Meter | null = null;
  #sample = new Sample<Span>(0);
  #events: (readonly [at: number, type: string])[] = [];
  /** How many actors have had their turn to be told of. */
  #told = 0;
  #next: Cancel = () => {};
  #faults = 0;

  constructor(options: TracerOptions) {
    this.#options = options;
    this.#subscription = options.bus.subscribe(lookers(options.cluster), (bytes) => this.#hear(bytes));
  }

  /** How often somebody asked for what cannot be understood. */
  get faults(): number {
    return this.#faults;
  }

  /** The machine of this process takes an event. */
  event(type: string): void {
    if (this.#meter === null) return;
    if (this.#events.push([this.#options.clock.now(), type]) > MOST_EVENTS) this.#events.shift();
  }

  close(): void {
    this.#subscription.unsubscribe();
    this.#end();
  }

  #hear(bytes: Uint8Array): void {
    try {
      for (const message of decodeBatch(bytes)) this.#look(checkToTraced(message));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#faults++;
    }
  }

  #look([, every, spans]: ToTraced): void {
    const wish = { every: Math.max(LEAST_MS, every), spans: Math.min(MOST_SPANS, spans) };
    this.#wish = both(this.#wish, wish);
    if (this.#meter !== null) return;
    this.#meter = new Meter();
    this.#renewal = this.#options.clock.now() + TRACE_MS / 2;
    this.#go(wish);
  }

  /** Goes on for a stretch. */
  #go({ every, spans }: Wish): void {
    if (spans === 0) this.tracing.recorder = null;
    else if (this.tracing.recorder === null) this.tracing.recorder = this.#recorder;
    this.#sample = new Sample(spans);
    this.#next = this.#options.clock.after(every, () => this.#tell());
  }

  #tell(): void {
    const { clock } = this.#options;
    if (this.#meter !== null) this.#publish(this.#present(this.#meter));
    const { items, dropped } = this.#sample.take();
    if (items.length + dropped > 0) this.#publish([["spans", items, dropped]]);
    if (clock.now() >= this.#renewal) {
      this.#before = this.#wish;
      this.#wish = null;
      this.#renewal = clock.now() + TRACE_MS / 2;
    }
    const wish = both(this.#before, this.#wish);
    if (wish === null) this.#end();
    else this.#go(wish);
  }

  #present(meter: Meter): FromTraced[] {
    const { memory, state } = this.#options;
    const { limit, spilled } = memory?.() ?? { limit: 0, spilled: 0 };
    const usage = meter.read();
    const load = ["load", usage.cpu, usage.memory, limit, spilled, usage.delay] as const;
    return [load, ["state", statesIn(state()), this.#events], this.#figures()];
  }

  /** Of the next few actors, so that each has its turn however many there are. */
  #figures(): FromTraced {
    const figures: ActorFigures[] = [];
    let at = 0;
    for (const actor of this.#options.actors?.() ?? []) {
      if (at++ < this.#told) continue;
      if (figures.length === MOST_FIGURES) return ["actors", figures, false];
      if (actor[0].length <= MOST_TEXT) figures.push(actor);
      this.#told = at;
    }
    this.#told = 0;
    return ["actors", figures, true];
  }

  #publish(messages: readonly FromTraced[]): void {
    const { bus, cluster, address } = this.#options;
    const bytes = encodeBatch(messages);
    if (bus.status === "connected" && bytes.byteLength <= bus.maxPayload)
      bus.publish(traceSubject(cluster, address), bytes);
  }

  #end(): void {
    this.#next();
    this.#meter?.stop();
    this.#meter = null;
    this.tracing.recorder = null;
    this.#wish = null;
    this.#before = null;
    this.#events = [];
  }

  readonly #recorder: Recorder = {
    add: (kind, lane, about, key, ended, ms, outcome, bytes) => {
      if (key.length > MOST_TEXT || about.length > MOST_TEXT) return this.#sample.drop();
      const rank = this.#sample.rank(ms);
      if (rank === null) return;
      const began = (ended || this.#options.clock.now()) - ms;
      this.#sample.keep(rank, [kind, lane, about, key, began, ms, outcome, bytes]);
    },
  };
}

/** What satisfies both. */
function both(one: Wish | null, other: Wish | null): Wish | null {
  if (one === null || other === null) return one ?? other;
  return { every: Math.min(one.every, other.every), spans: Math.max(one.spans, other.spans) };
}
