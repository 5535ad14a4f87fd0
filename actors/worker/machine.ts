import { assign, setup } from "xstate";
import { type Payload, PROTOCOL_VERSION, type ToWorker } from "../../src/protocol/messages.ts";
import { onReport, type RunReport } from "./reports.ts";
import {
  forgetAll,
  onAbort,
  onAssign,
  onDrop,
  onFetched,
  onFetchFailed,
  onRecall,
  onReplicate,
} from "./runs.ts";
import { Tables } from "./tables.ts";

/** Time between two signs of life, ms. */
const BEAT_MS = 1000;

/** Who a worker is. */
export interface WorkerInput {
  readonly name: string;
  readonly threads: number;
  readonly host: string;
}

/** What the worker's host tells it. */
export type WorkerEvent =
  | { readonly type: "messages"; readonly messages: readonly ToWorker[] }
  /** A scheduler that does not know us: a new one, or one that took us for dead. */
  | { readonly type: "scheduler.reset" }
  | { readonly type: "beat" }
  | { readonly type: "fetched"; readonly key: string; readonly bytes: Payload }
  | { readonly type: "fetch.failed"; readonly key: string }
  /** What became of runs, a batch an event. */
  | { readonly type: "reports"; readonly reports: readonly RunReport[] }
  | { readonly type: "stop" };

interface WorkerContext extends WorkerInput {
  readonly tables: Tables;
  readonly reason: string | null;
}

/**
 * A worker: `joining` until the scheduler says welcome, then `running`; `refused` and `stopped` are
 * ends. What the scheduler or the executor says counts only while running.
 */
export const workerMachine = setup({
  types: { context: {} as WorkerContext, events: {} as WorkerEvent, input: {} as WorkerInput },
  actions: {
    greet: ({ context: { tables, name, threads, host } }) =>
      tables.send(["worker", PROTOCOL_VERSION, name, threads, host]),
    beat: ({ context: { tables } }) => {
      tables.send(["beat"]);
      tables.effect({ type: "beatAfter", ms: BEAT_MS });
    },
    bye: ({ context: { tables } }) => tables.send(["bye"]),
    forgetAll: ({ context: { tables } }) => forgetAll(tables),
    take: ({ context: { tables }, event }) => {
      if (event.type !== "messages") return;
      for (const message of event.messages) react(tables, message);
    },
    report: ({ context: { tables }, event }) => {
      if (event.type !== "reports") return;
      for (const report of event.reports) onReport(tables, report);
    },
    fetched: ({ context: { tables }, event }) => {
      if (event.type === "fetched") onFetched(tables, event.key, event.bytes);
    },
    fetchFailed: ({ context: { tables }, event }) => {
      if (event.type === "fetch.failed") onFetchFailed(tables, event.key);
    },
  },
  guards: {
    isWelcome: ({ event }) =>
      event.type === "messages" && event.messages.some(([kind]) => kind === "welcome"),
    isRefusal: ({ event }) =>
      event.type === "messages" && event.messages.some(([kind]) => kind === "refused"),
  },
}).createMachine({
  id: "worker",
  context: ({ input }) => ({ ...input, tables: new Tables(), reason: null }),
  initial: "joining",
  on: { stop: ".stopped" },
  states: {
    joining: {
      entry: "greet",
      on: {
        messages: [
          { guard: "isWelcome", target: "running", actions: "take" },
          {
            guard: "isRefusal",
            target: "refused",
            actions: assign({ reason: ({ event }) => refusal(event.messages) }),
          },
        ],
        "scheduler.reset": { target: "joining", reenter: true },
        "fetch.failed": { actions: "fetchFailed" },
        fetched: { actions: "fetched" },
      },
    },
    running: {
      entry: "beat",
      on: {
        messages: { actions: "take" },
        beat: { actions: "beat" },
        "scheduler.reset": { target: "joining", actions: "forgetAll" },
        reports: { actions: "report" },
        "fetch.failed": { actions: "fetchFailed" },
        fetched: { actions: "fetched" },
      },
    },
    refused: { type: "final" },
    stopped: { type: "final", entry: "bye" },
  },
});

function refusal(messages: readonly ToWorker[]): string {
  for (const message of messages) if (message[0] === "refused") return message[1];
  return "";
}

function react(tables: Tables, message: ToWorker): void {
  switch (message[0]) {
    case "code":
      return tables.effect({ type: "learn", hash: message[1], code: message[2] });
    case "assign":
      return onAssign(tables, message);
    case "recall":
      return onRecall(tables, message[1], message[2]);
    case "abort":
      return onAbort(tables, message[1], message[2]);
    case "replicate":
      return onReplicate(tables, message[1]);
    case "drop":
      return onDrop(tables, message[1]);
    case "welcome":
    case "refused":
      return;
  }
}
