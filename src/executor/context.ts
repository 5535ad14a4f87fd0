import { AsyncLocalStorage } from "node:async_hooks";
import type { Client } from "../client/client.ts";
import { TroupeError } from "../protocol/errors.ts";

/** The worker that a task runs on, as the task sees it. */
export interface WorkerIdentity {
  readonly name: string;
  readonly address: string;
  readonly threads: number;
  readonly host: string;
}

/** The task that runs, as it sees itself. */
export interface TaskInfo {
  readonly key: string;
  /** Aborts when nobody wants the task any more, with a `CancelledError` as its reason, or when its time is up, with a `TimeoutError`. */
  readonly signal: AbortSignal;
  /** 1 for the first. */
  readonly attempt: number;
}

/** What code inside a task can reach. */
export interface TaskContext {
  readonly info: TaskInfo;
  readonly worker: WorkerIdentity;
  readonly client: Client;
  /** The actor that this is, as others have it. */
  readonly self: object;
  secede(): void;
  rejoin(): void;
}

const CONTEXT: unique symbol = Symbol.for("troupe.context") as never;
const realm = globalThis as { [CONTEXT]?: AsyncLocalStorage<TaskContext> };

/** The task that code belongs to, across awaits; one and the same for every loaded copy of the package. */
export const context = realm[CONTEXT] ?? new AsyncLocalStorage<TaskContext>();
realm[CONTEXT] = context;

function inside(name: string): TaskContext {
  const task = context.getStore();
  if (task !== undefined) return task;
  throw new TroupeError(`${name}() was called outside of a task: call it in a function that was submitted.`);
}

/** The task that this code runs in; throws `TroupeError` outside of one. */
export const getTask = (): TaskInfo => inside("getTask").info;

/** The worker that this task runs on; throws `TroupeError` outside of a task. */
export const getWorker = (): WorkerIdentity => inside("getWorker").worker;

/** A client of the cluster that this task runs on, one a thread; throws `TroupeError` outside of a task. */
export const getClient = (): Client => inside("getClient").client;

/** The actor that this code runs in, as a reference that others can be given; throws `TroupeError` outside of one. */
export const getSelf = <T = object>(): T => inside("getSelf").self as T;

/** Gives this task's slot to others until `rejoin`; throws `TroupeError` outside of a task. */
export const secede = (): void => inside("secede").secede();

/** Takes back the slot that `secede` gave away; throws `TroupeError` outside of a task. */
export const rejoin = (): void => inside("rejoin").rejoin();
