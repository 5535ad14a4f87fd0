import { setup } from "xstate";
import { lifecycle } from "./lifecycle.ts";

/** What the scheduler's tables do as a task moves on; performed per row by `scheduler/steps.ts`. */
const effect = () => {};

export type TaskState =
  | "released"
  | "waiting"
  | "queued"
  | "assigned"
  | "running"
  | "finished"
  | "failed"
  | "cancelled"
  | "forgotten";

export type TaskEvent =
  | "want"
  | "ready"
  | "share"
  | "assign"
  | "adopt"
  | "start"
  | "finish"
  | "fail"
  | "retry"
  | "arrive"
  | "return"
  | "starve"
  | "blame"
  | "lose"
  | "release"
  | "cancel"
  | "forget";

export type TaskEffect =
  | "awaitDependencies"
  | "leaveDependencies"
  | "absolve"
  | "enqueue"
  | "dequeue"
  | "dispatch"
  | "enlist"
  | "begin"
  | "cease"
  | "abort"
  | "unassign"
  | "copyDependency"
  | "announcePending"
  | "announceRunning"
  | "announceResult"
  | "announceFailure"
  | "wakeDependents"
  | "starveDependents"
  | "failDependents"
  | "cancelDependents"
  | "discard"
  | "remove";

/**
 * The life of a task as its scheduler sees it.
 *
 * `released`: its description is known, no result, none asked for. `waiting`: for dependencies.
 * `queued`: for room on a worker. `assigned`: sent to a worker under a run number. `running`: known
 * to run for a while. A lost result goes back to `released`, and from there is wanted again; so does a
 * failure that somebody wants tried again. What runs for an earlier scheduler is adopted as it is. A scattered value has no run: it waits until it has arrived.
 */
export const taskMachine = setup({
  types: { events: {} as { type: TaskEvent } },
  actions: {
    awaitDependencies: effect,
    leaveDependencies: effect,
    absolve: effect,
    enqueue: effect,
    dequeue: effect,
    dispatch: effect,
    enlist: effect,
    begin: effect,
    cease: effect,
    abort: effect,
    unassign: effect,
    copyDependency: effect,
    announcePending: effect,
    announceRunning: effect,
    announceResult: effect,
    announceFailure: effect,
    wakeDependents: effect,
    starveDependents: effect,
    failDependents: effect,
    cancelDependents: effect,
    discard: effect,
    remove: effect,
  } satisfies Record<TaskEffect, () => void>,
}).createMachine({
  id: "task",
  initial: "released",
  states: {
    released: {
      on: {
        want: { target: "waiting", actions: ["awaitDependencies"] },
        cancel: { target: "cancelled", actions: ["cancelDependents", "remove"] },
        forget: { target: "forgotten", actions: ["remove"] },
      },
    },
    waiting: {
      on: {
        ready: { target: "queued", actions: ["enqueue"] },
        adopt: { target: "assigned", actions: ["enlist"] },
        arrive: { target: "finished", actions: ["announceResult", "wakeDependents"] },
        share: { target: "finished", actions: ["copyDependency", "announceResult", "wakeDependents"] },
        blame: { target: "failed", actions: ["announceFailure", "failDependents"] },
        release: { target: "released", actions: ["leaveDependencies"] },
        cancel: { target: "cancelled", actions: ["cancelDependents", "remove"] },
        forget: { target: "forgotten", actions: ["remove"] },
      },
    },
    queued: {
      on: {
        assign: { target: "assigned", actions: ["dequeue", "dispatch"] },
        adopt: { target: "assigned", actions: ["dequeue", "enlist"] },
        starve: { target: "waiting", actions: ["dequeue", "awaitDependencies"] },
        release: { target: "released", actions: ["dequeue", "leaveDependencies"] },
        cancel: { target: "cancelled", actions: ["dequeue", "cancelDependents", "remove"] },
        forget: { target: "forgotten", actions: ["dequeue", "remove"] },
      },
    },
    assigned: {
      on: {
        start: { target: "running", actions: ["begin", "announceRunning"] },
        finish: { target: "finished", actions: ["unassign", "announceResult", "wakeDependents"] },
        fail: { target: "failed", actions: ["unassign", "announceFailure", "failDependents"] },
        retry: { target: "waiting", actions: ["unassign", "awaitDependencies"] },
        return: { target: "waiting", actions: ["unassign", "awaitDependencies"] },
        release: { target: "released", actions: ["abort", "unassign", "leaveDependencies"] },
        cancel: { target: "cancelled", actions: ["abort", "unassign", "cancelDependents", "remove"] },
        forget: { target: "forgotten", actions: ["abort", "unassign", "remove"] },
      },
    },
    running: {
      on: {
        finish: { target: "finished", actions: ["cease", "unassign", "announceResult", "wakeDependents"] },
        fail: { target: "failed", actions: ["cease", "unassign", "announceFailure", "failDependents"] },
        retry: { target: "waiting", actions: ["cease", "unassign", "announcePending", "awaitDependencies"] },
        return: { target: "waiting", actions: ["cease", "unassign", "announcePending", "awaitDependencies"] },
        release: { target: "released", actions: ["abort", "cease", "unassign", "leaveDependencies"] },
        cancel: {
          target: "cancelled",
          actions: ["abort", "cease", "unassign", "cancelDependents", "remove"],
        },
        forget: { target: "forgotten", actions: ["abort", "cease", "unassign", "remove"] },
      },
    },
    finished: {
      on: {
        release: { target: "released", actions: ["discard"] },
        lose: { target: "released", actions: ["discard", "announcePending", "starveDependents"] },
        cancel: { target: "cancelled", actions: ["discard", "cancelDependents", "remove"] },
        forget: { target: "forgotten", actions: ["discard", "remove"] },
      },
    },
    failed: {
      on: {
        retry: { target: "released", actions: ["absolve", "announcePending"] },
        cancel: { target: "cancelled", actions: ["cancelDependents", "remove"] },
        forget: { target: "forgotten", actions: ["remove"] },
      },
    },
    cancelled: { type: "final" },
    forgotten: { type: "final" },
  },
});

/** The same life as a table, for rows by the hundred thousand. */
export const taskLifecycle = lifecycle<TaskState, TaskEvent, TaskEffect>(taskMachine);

/** The states in their order. */
export const TASK_STATES = Object.keys(taskLifecycle) as TaskState[];
