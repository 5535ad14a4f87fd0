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

export type ActorFigures = readonly [
  key: string,
  name: string | null, // by which others find it
  form: ActorForm,
  worker: string | null, // its name; null while it waits for one
];
