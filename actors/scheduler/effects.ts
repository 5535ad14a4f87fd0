import type { ToClient, ToWorker } from "../../src/protocol/messages.ts";

/** What the scheduler's machine wants done; its host does it. */
export type SchedulerEffect =
  | { readonly type: "send"; readonly to: string; readonly message: ToWorker | ToClient }
  /** The peer is gone: nothing more is said to it. */
  | { readonly type: "part"; readonly from: string }
  /** Who has that address is gone for good, or was, where it has come again: what it has of primitives goes on to others, and so with the clients on its threads. */
  | { readonly type: "vacate"; readonly address: string }
  | { readonly type: "sweepAfter"; readonly ms: number }
  /** Takes the place of one before. */
  | { readonly type: "recoverAfter"; readonly ms: number }
  /** Ask whether another scheduler leads this cluster; the answer is an event. */
  | { readonly type: "probe" }
  | { readonly type: "announce" };
