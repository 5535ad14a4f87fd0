/**
 * What processes tell of themselves while somebody looks on. Who looks says so every `LOOK_MS` to all; for
 * `TRACE_MS` after that each of them tells, on a subject of its own, so often and so much as was asked for at most.
 * Nothing of it is acknowledged or said again: it is out of date by then.
 *
 * Instants are ms since the epoch by the clock of who tells, durations ms, sizes bytes.
 */
import {
  amount,
  type Check,
  checker,
  count,
  flag,
  list,
  type Shapes,
  several,
  text,
  tuple,
} from "./fields.ts";

export const LOOK_MS = 2000;
export const TRACE_MS = 5000;
/** Time between two batches at least. */
export const LEAST_MS = 200;
/** Spans, figures and events in one batch at most, and characters of a text in it. */
export const MOST_SPANS = 500;
export const MOST_FIGURES = 500;
export const MOST_EVENTS = 20;
export const MOST_TEXT = 300;

/** Asks for a batch every so many ms, with so many spans. */
export type ToTraced = readonly ["trace", every: number, spans: number];

/** Something that took time. */
export type Span = readonly [
  kind: SpanKind,
  lane: string, // number of a thread, that of one of actors behind an `a`; `net` of transfers
  about: string, // of a call the member, of a transfer the holder's address, of a task nothing
  key: string, // of the task, the actor or the result
  began: number,
  ms: number,
  outcome: SpanOutcome,
  bytes: number, // moved or made
];

type SpanKind = "task" | "transfer" | "call";
export type SpanOutcome = "done" | "failed" | "cancelled";

/** An actor: calls taken since it was made, those that wait, and those in their turn. */
export type ActorFigures = readonly [key: string, calls: number, mailbox: number, open: number];

export type FromTraced =
  | readonly [
      "load",
      cpu: number, // cores
      memory: number, // resident
      limit: number, // 0 for none
      spilled: number,
      delay: number, // of the event loop, 99th percentile
    ]
  | readonly [
      "state", // of its machine: ids of the states that it is in, and its last events
      ids: readonly string[],
      events: readonly (readonly [at: number, type: string])[],
    ]
  | readonly ["actors", figures: readonly ActorFigures[], last: boolean] // of some of them, until the last
  | readonly ["spans", spans: readonly Span[], dropped: number]; // those that ended since, but for those dropped

/** Takes down what took time, until it `ended`, 0 for now; the other arguments are those of a `Span`. */
export interface Recorder {
  add(
    kind: SpanKind,
    lane: string,
    about: string,
    key: string,
    ended: number,
    ms: number,
    outcome: SpanOutcome,
    bytes: number,
  ): void;
}

/** Who takes it down; null while nobody looks on. */
export interface Tracing {
  recorder: Recorder | null;
}

/** A check that takes only what is one of these texts. */
const oneOf =
  <T extends string>(...texts: readonly T[]): Check<T> =>
  (field): field is T =>
    texts.some((known) => known === field);
const short = (field: unknown): field is string => text(field) && field.length <= MOST_TEXT;
const few =
  <T>(most: number, check: Check<T>): Check<readonly T[]> =>
  (field): field is readonly T[] =>
    list(check)(field) && field.length <= most;

const toTraced: Shapes<ToTraced> = { trace: [several, count] };

const span: Check<Span> = tuple(
  oneOf("task", "transfer", "call"),
  short,
  short,
  short,
  amount,
  amount,
  oneOf("done", "failed", "cancelled"),
  count,
);
const figures: Check<ActorFigures> = tuple(short, count, count, count);
const event: Check<readonly [at: number, type: string]> = tuple(amount, short);

const fromTraced: Shapes<FromTraced> = {
  load: [amount, amount, amount, amount, amount],
  state: [few(MOST_TEXT, short), few(MOST_EVENTS, event)],
  actors: [few(MOST_FIGURES, figures), flag],
  spans: [few(MOST_SPANS, span), count],
};

export const checkToTraced: (decoded: unknown) => ToTraced = checker(toTraced);
export const checkFromTraced: (decoded: unknown) => FromTraced = checker(fromTraced);
