/** Statecharts: what machines are made of, and where one that lives is in that. */
import { amount, type Check, list, nullable, text, tuple } from "./fields.ts";

/** A state, and what is inside it. Its id is the names from the root to it, joined by dots; that of the root is "". */
export type StateForm = readonly [
  name: string,
  type: StateType,
  initial: string | null, // id of the state that it begins in
  states: readonly StateForm[],
];

type StateType = "atomic" | "compound" | "parallel" | "final" | "history";

/** The label is an event, or `after 500`, `always`, `done` and the like. */
export type TransitionForm = readonly [from: string, to: string, label: string];

export type Chart = readonly [id: string, root: StateForm, transitions: readonly TransitionForm[]];

/** A chart, ids of the states that a machine is in, and its last events, newest last. */
export type LiveChart = readonly [
  chart: Chart,
  current: readonly string[],
  events: readonly (readonly [at: number, type: string])[],
];

const TYPES: ReadonlySet<unknown> = new Set<StateType>([
  "atomic",
  "compound",
  "parallel",
  "final",
  "history",
]);

const type = (field: unknown): field is StateType => TYPES.has(field);
const state = (field: unknown): field is StateForm => isState(field);
const isState: Check<StateForm> = tuple(text, type, nullable(text), list(state));
const transition: Check<TransitionForm> = tuple(text, text, text);
const chart: Check<Chart> = tuple(text, state, list(transition));

/** Whether something that a machine gave is what the protocol says. */
export const isLiveChart: Check<LiveChart> = tuple(chart, list(text), list(tuple(amount, text)));
