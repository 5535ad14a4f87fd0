import type { Change } from "../../src/protocol/facts.ts";
import type { LogLine } from "../../src/protocol/log-line.ts";
import type { Payload, ToClient, ToWorker } from "../../src/protocol/messages.ts";

/** What the scheduler's machine wants done; its host does it. */
export type SchedulerEffect =
  | { readonly type: "send"; readonly to: string; readonly message: ToWorker | ToClient }
  /** The peer is gone: nothing more is said to it. */
  | { readonly type: "part"; readonly from: string }
  /**
   * Who has that address is gone for good, or was, where it has come again: what it has of primitives goes on to
   * others, and so with the clients on its threads. One that is `silent` may be there for all that is known.
   */
  | { readonly type: "vacate"; readonly address: string; readonly silent: boolean }
  /** To be stored, so that a later scheduler begins with it. */
  | { readonly type: "record"; readonly changes: readonly Change[] }
  /** To be said when all is stored that was to be stored before. */
  | { readonly type: "answer"; readonly to: string; readonly message: ToClient }
  /** To be written to the log, with what an error says that was on its way. */
  | { readonly type: "log"; readonly line: LogLine; readonly error: Payload | null }
  | { readonly type: "sweepAfter"; readonly ms: number }
  /** Takes the place of one before. */
  | { readonly type: "recoverAfter"; readonly ms: number }
  /** Ask whether another scheduler leads this cluster; the answer is an event. */
  | { readonly type: "probe" }
  /** Look at the record of who leads; what it says is an event. */
  | { readonly type: "lookAfter"; readonly ms: number }
  /** Take the lead, if the record still has that version; whether it had is an event. */
  | { readonly type: "claim"; readonly epoch: number; readonly version: number }
  /** Another leads, or may, and this one waits. */
  | { readonly type: "standBy" }
  | { readonly type: "announce"; readonly epoch: number };
