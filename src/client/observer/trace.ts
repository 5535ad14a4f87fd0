import { nameOf } from "../../../actors/scheduler/tally.ts";
import type { Bus, Subscription } from "../../bus/bus.ts";
import { decodeBatch, encodeBatch } from "../../codec/batch.ts";
import { ProtocolError } from "../../protocol/errors.ts";

import { lookSubject, SCHEDULER, traceSubject, traces } from "../../protocol/subjects.ts";
import {
  type ActorFigures,
  checkFromTraced,
  type FromTraced,
  LEAST_MS,
  LOOK_MS,
  MOST_SPANS,
  type Span,
} from "../../protocol/trace.ts";
import type { Cancel, Clock } from "../../runtime/clock.ts";
import type { Roster } from "../session/roster.ts";
import type { ChartView, LoadView, SpanView, StreamView } from "./views.ts";

/** For how long processes are asked for more after somebody has looked, ms. */
const INTEREST_MS = 10_000;
/** Batches and spans that come in a second at most, whatever the number of workers. */
const BATCHES = 500;
const SPANS = 10_000;
/** Actors of one process. */
const ACTORS = 1_000_000;

/** What a trace needs of its client. */
export interface TraceOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly cluster: string;
  /** Who looks. */
  readonly address: string;
  readonly roster: Roster;
}

/** What a process has told of itself. */
export interface Traced {
  load: LoadView | null;
  /** Ids of the states that its machine is in, and its last events. */
  state: readonly string[];
  events: ChartView["events"];
  /** Of its actors, by key. */
  actors: ReadonlyMap<string, ActorFigures>;
}

/** What is known of a process, and how far it has got with telling of its actors. */
interface Known extends Traced {
  coming: Map<string, ActorFigures>;
}

/** What the processes of a cluster tell of themselves, which they do while somebody looks. */
export class Trace {
  readonly #options: TraceOptions;
  readonly #listeners = new Set<(stream: StreamView) => void>();
  readonly #traced = new Map<string, Known>();
  #workers: Roster["workers"] | null = null;
  #names: ReadonlyMap<string, string> = new Map();
  #subscription: Subscription | null = null;
  #asking: Cancel = () => {};
  /** Until when somebody is interested. */
  #until = 0;
  #faults = 0;

  constructor(options: TraceOptions) {
    this.#options = options;
  }

  /** Batches that were dropped, because they could not be understood or were from nobody known. */
  get faults(): number {
    return this.#faults;
  }

  /** Calls `listener` with the spans that ended, a batch a worker, until the returned function is called. */
  watch(listener: (stream: StreamView) => void): () => void {
    const own = (stream: StreamView) => listener(stream);
    this.#listeners.add(own);
    this.#ask();
    return () => this.#listeners.delete(own);
  }

  /** What the process at an address, the scheduler's too, has told last; nothing where nobody has looked for a while. */
  look(address: string): Traced | undefined {
    this.#until = this.#options.clock.now() + INTEREST_MS;
    if (this.#subscription === null) this.#ask();
    return this.#traced.get(address);
  }

  close(): void {
    this.#listeners.clear();
    this.#rest();
  }

  /** Asks all processes, and again as long as anybody wants to know. */
  #ask(): void {
    this.#asking();
    const { bus, clock, cluster, address } = this.#options;
    if (this.#listeners.size === 0 && clock.now() >= this.#until) return this.#rest();
    const names = this.#present();
    for (const traced of this.#traced.keys()) if (!names.has(traced)) this.#traced.delete(traced);
    this.#subscription ??= bus.subscribe(traces(cluster), (bytes, subject) => this.#receive(bytes, subject));
    const every = Math.max(LEAST_MS, Math.ceil((1000 * names.size) / BATCHES));
    const room = Math.ceil((SPANS * every) / 1000 / names.size);
    const spans = this.#listeners.size === 0 ? 0 : Math.min(MOST_SPANS, room);
    if (bus.status === "connected")
      bus.publish(lookSubject(cluster, address), encodeBatch([["trace", every, spans]]));
    this.#asking = clock.after(LOOK_MS, () => this.#ask());
  }

  #rest(): void {
    this.#asking();
    this.#subscription?.unsubscribe();
    this.#subscription = null;
    this.#traced.clear();
  }

  /** Who may tell, by address: the workers that the scheduler knows, and itself. */
  #present(): ReadonlyMap<string, string> {
    const { workers } = this.#options.roster;
    if (workers !== this.#workers)
      this.#names = new Map([
        [SCHEDULER, SCHEDULER],
        ...workers.map(([name, address]) => [address, name] as const),
      ]);
    this.#workers = workers;
    return this.#names;
  }

  #receive(bytes: Uint8Array, subject: string): void {
    const from = subject.slice(traceSubject(this.#options.cluster, "").length);
    try {
      const messages = decodeBatch(bytes).map(checkFromTraced);
      const names = this.#present();
      if (!names.has(from)) throw new ProtocolError(`${from} is nobody known.`);
      for (const message of messages) this.#hear(from, message, names);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#faults++;
    }
  }

  #hear(from: string, message: FromTraced, names: ReadonlyMap<string, string>): void {
    const traced = this.#traced.get(from) ?? unheard();
    this.#traced.set(from, traced);
    switch (message[0]) {
      case "load": {
        const [, cpu, memory, memoryLimit, spilled, delay] = message;
        traced.load = { cpu, memory, memoryLimit, spilled, delay };
        return;
      }
      case "state":
        traced.state = message[1];
        traced.events = message[2].map(([at, type]) => ({ at, type }));
        return;
      case "actors":
        for (const figures of message[1]) traced.coming.set(figures[0], figures);
        if (message[2]) traced.actors = traced.coming;
        if (message[2] || traced.coming.size > ACTORS) traced.coming = new Map();
        return;
      case "spans": {
        const worker = names.get(from) ?? from;
        const spans = message[1].map((span) => viewOf(span, worker, names));
        const stream = { at: this.#options.clock.now(), spans, dropped: message[2] };
        for (const listener of [...this.#listeners]) listener(stream);
      }
    }
  }
}

function unheard(): Known {
  return { load: null, state: [], events: [], actors: new Map(), coming: new Map() };
}

function viewOf(span: Span, worker: string, names: ReadonlyMap<string, string>): SpanView {
  const [kind, lane, about, key, began, ms, outcome, bytes] = span;
  const name = { task: nameOf(key), call: `${nameOf(key)}.${about}`, transfer: names.get(about) ?? about }[
    kind
  ];
  return { kind, worker, lane, name, key, began, ms, outcome, bytes };
}
