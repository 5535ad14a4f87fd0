/**
 * What the scheduler tells those who look on. Every list is cut to what fits in a message.
 *
 * Units: sizes in bytes, durations in milliseconds, instants in milliseconds since 1970 by the scheduler's clock.
 */

import type { ActorForm } from "./code.ts";

/** What a client reads about a worker. */
export type WorkerEntry = readonly [
  name: string,
  address: string,
  threads: number,
  host: string,
  paused: boolean,
  memory: number, // bytes that it may use, 0 for no limit
];

/** A worker, and what it has to do. */
export type WorkerFigures = readonly [
  entry: WorkerEntry,
  state: string, // "testifying", "open", "retiring" or "restarting"
  running: number, // tasks that are known to run, or wait inside for others
  queued: number, // other tasks sent to it
  results: number, // that it holds
  bytes: number, // of these
  actors: number,
];

/** How many tasks of one kind are in which state, and how many there have been that ended. */
export type FunctionFigures = readonly [
  name: string | null, // what keys begin with; null for all of whom there are too many kinds
  pending: number,
  running: number,
  done: number,
  failed: number,
  cancelled: number,
  ms: number, // mean time on a thread
];

/** Tasks that none of the present workers may run. */
export type UnrunnableFigures = readonly [count: number, why: string, keys: readonly string[]]; // some of the keys

/** The cluster at a glance. */
export type Overview = readonly [
  at: number,
  epoch: number,
  recovering: boolean, // it waits for those who had an earlier scheduler
  clients: number, // but those inside tasks
  tasks: readonly (readonly [state: string, count: number])[],
  functions: readonly FunctionFigures[], // those with most to do first
  ended: number, // tasks, of this scheduler's time
  workers: readonly [total: number, threads: number, running: number],
  unrunnable: readonly UnrunnableFigures[],
  published: readonly string[],
  truncated: boolean, // there is more that cannot run, or is published
];

/** Why a task has failed. */
export type FailureCause =
  | readonly ["failed", error: Uint8Array | null] // what it threw; null where that is too large
  | readonly ["killed", culprit: string, workers: readonly string[]] // names of workers it took along
  | readonly ["lost", culprit: string]
  | readonly ["denied", code: string, reason: string]
  | readonly ["ended", culprit: string, reason: string];

export type FailureFigures = readonly [key: string, at: number, worker: string | null, cause: FailureCause];

/** One step in the life of a task. */
export type StepFigures = readonly [
  at: number,
  event: string, // of its machine
  state: string, // to which that led
  run: number,
  worker: string | null,
  cause: string, // address of who said what led to it, or what has happened
];

/** A task, or what is remembered of one that is no more. Of long lists it has the first, of its story the last. */
export type TaskFigures = readonly [
  key: string,
  state: string,
  priority: number,
  attempt: number, // 1 for the first
  size: number,
  workers: readonly string[], // that it is assigned to, or that have its result
  dependencies: readonly string[],
  dependents: readonly string[],
  holders: number,
  failure: FailureFigures | null,
  story: readonly StepFigures[],
  truncated: boolean, // there are more that it depends on, or that depend on it
];

/** What is under way and what it hangs on: single tasks, or where they are many one node for each kind. */
export type GraphFigures = readonly [
  grouped: boolean,
  nodes: readonly (readonly [
    id: string,
    name: string | null,
    counts: readonly number[], // pending, running, done, failed, cancelled
  ])[],
  edges: readonly (readonly [from: number, to: number])[], // places of nodes
  truncated: boolean,
];

export type ActorFigures = readonly [
  key: string,
  name: string | null, // by which others find it
  form: ActorForm,
  worker: string | null, // its name; null while it waits for one
];
