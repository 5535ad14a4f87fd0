import { setup } from "xstate";
import { lifecycle } from "./lifecycle.ts";

/** What a client does as a future moves on; performed per key by `client/session/entry.ts`. */
const effect = () => {};

export type FutureState = "pending" | "running" | "finished" | "error" | "cancelled" | "lost";
export type FutureEvent = "running" | "pending" | "finished" | "failed" | "cancelled" | "lost";
export type FutureEffect = "show" | "settle" | "reopen";

/**
 * The life of a future as its client sees it; a result that was lost reopens it, and to a scheduler that begins anew
 * it may be a failure at once.
 */
export const futureMachine = setup({
  types: { events: {} as { type: FutureEvent } },
  actions: { show: effect, settle: effect, reopen: effect } satisfies Record<FutureEffect, () => void>,
}).createMachine({
  id: "future",
  initial: "pending",
  states: {
    pending: {
      on: {
        running: { target: "running", actions: ["show"] },
        finished: { target: "finished", actions: ["settle"] },
        failed: { target: "error", actions: ["settle"] },
        cancelled: { target: "cancelled", actions: ["settle"] },
        lost: { target: "lost", actions: ["settle"] },
      },
    },
    running: {
      on: {
        pending: { target: "pending", actions: ["show"] },
        finished: { target: "finished", actions: ["settle"] },
        failed: { target: "error", actions: ["settle"] },
        cancelled: { target: "cancelled", actions: ["settle"] },
        lost: { target: "lost", actions: ["settle"] },
      },
    },
    finished: {
      on: {
        pending: { target: "pending", actions: ["reopen"] },
        finished: { target: "finished", actions: ["settle"] },
        failed: { target: "error", actions: ["settle"] },
        cancelled: { target: "cancelled", actions: ["settle"] },
        lost: { target: "lost", actions: ["settle"] },
      },
    },
    error: {
      on: {
        pending: { target: "pending", actions: ["reopen"] },
        cancelled: { target: "cancelled", actions: ["settle"] },
      },
    },
    cancelled: { on: { pending: { target: "pending", actions: ["reopen"] } } },
    lost: {
      on: {
        pending: { target: "pending", actions: ["reopen"] },
        cancelled: { target: "cancelled", actions: ["settle"] },
      },
    },
  },
});

/** The same life as a table, for futures by the hundred thousand. */
export const futureLifecycle = lifecycle<FutureState, FutureEvent, FutureEffect>(futureMachine);
