import { assign, setup } from "xstate";
import {
  type Durability,
  type Payload,
  PROTOCOL_VERSION,
  type Resource,
  type ToWorker,
  type WorkerToScheduler,
} from "../../src/protocol/messages.ts";
import { react, refusal } from "./mail.ts";
import { onReport, type RunReport } from "./reports.ts";
import { abortAll, forgetAll, onFetched, onFetchFailed } from "./runs.ts";
import { Tables } from "./tables.ts";
import { testify } from "./testimony.ts";

/** Time between two signs of life, ms. */
const BEAT_MS = 1000;

/** Who a worker is. */
export interface WorkerInput {
  readonly name: string;
  readonly threads: number;
  readonly host: string;
  /** What it has for tasks that ask for it. */
  readonly resources: readonly Resource[];
  /** Bytes of heap, and of results beyond which some go to disk and nothing more is taken; 0, the default, for no limit. */
  readonly memoryLimit?: number;
}

/** What the worker's host tells it. */
export type WorkerEvent =
  | { readonly type: "messages"; readonly messages: readonly ToWorker[] }
  /** The scheduler took us for dead, and does not know us. */
  | { readonly type: "scheduler.reset" }
  /** Another scheduler leads, which knows nothing; of what was `unheard` the former may have known nothing either. */
  | { readonly type: "scheduler.new"; readonly unheard: readonly WorkerToScheduler[] }
  | { readonly type: "beat" }
  | { readonly type: "fetched"; readonly key: string; readonly bytes: Payload }
  | { readonly type: "fetch.failed"; readonly key: string }
  /** The store has a result no more that it should have. */
  | { readonly type: "mislaid"; readonly key: string }
  /** Results take so much memory that nothing new should come, or do so no more. */
  | { readonly type: "memory"; readonly full: boolean }
  /** What became of runs, a batch an event. */
  | { readonly type: "reports"; readonly reports: readonly RunReport[] }
  /** It is to end: once its tasks have and others hold its results, or, less patient, once others hold those. */
  | { readonly type: "leave"; readonly patient: boolean }
  /** What was to begin anew has. */
  | { readonly type: "restarted" }
  | { readonly type: "stop" };

interface WorkerContext extends WorkerInput {
  readonly tables: Tables;
  readonly reason: string | null;
}

/** What a worker that has joined reacts to, whether it takes new work or not. */
const WORKING = {
  messages: [
    { guard: "isRefusal", target: "refused", actions: "noteReason" },
    { guard: "isDismissal", target: "stopped" },
    { guard: "isRestart", target: "restarting", actions: "restart" },
    { actions: "take" },
  ],
  beat: { actions: "beat" },
  "scheduler.reset": { target: "joining", actions: ["forgetAll", "greet"] },
  "scheduler.new": { target: "joining", actions: ["greetAgain", "testify"] },
  leave: { target: "leaving", actions: "leave" },
  reports: { actions: "report" },
} as const;

/**
 * A worker: `joining` until the scheduler says welcome, then `running`, or `paused` while it is too full to take
 * anything new: what it has goes on. `leaving` until it is dismissed, `restarting` until its threads are new;
 * `refused` and `stopped` are ends. What the scheduler or the executor says counts only while running, paused
 * or leaving.
 */
export const workerMachine = setup({
  types: { context: {} as WorkerContext, events: {} as WorkerEvent, input: {} as WorkerInput },
  actions: {
    greet: ({ context }) => greet(context, null),
    greetAgain: ({ context }) => greet(context, context.tables.durability),
    testify: ({ context: { tables }, event }) => {
      if (event.type === "scheduler.new") testify(tables, event.unheard);
    },
    beat: ({ context: { tables } }) => {
      tables.send(["beat"]);
      tables.effect({ type: "beatAfter", ms: BEAT_MS });
    },
    bye: ({ context: { tables } }) => tables.send(["bye"]),
    leave: ({ context: { tables }, event }) => {
      if (event.type !== "leave") return;
      tables.patient = event.patient;
      if (!event.patient) abortAll(tables);
      tables.send(["leave", event.patient]);
    },
    leaveAgain: ({ context: { tables } }) => tables.send(["leave", tables.patient ?? true]),
    restart: ({ context: { tables } }) => {
      forgetAll(tables);
      tables.effect({ type: "restart" });
    },
    forgetAll: ({ context: { tables } }) => forgetAll(tables),
    take: ({ context: { tables }, event }) => {
      if (event.type !== "messages") return;
      for (const message of event.messages) react(tables, message);
    },
    noteReason: assign({
      reason: ({ event }) => (event.type === "messages" ? refusal(event.messages) : null),
    }),
    report: ({ context: { tables }, event }) => {
      if (event.type !== "reports") return;
      for (const report of event.reports) onReport(tables, report);
    },
    fetched: ({ context: { tables }, event }) => {
      if (event.type === "fetched") onFetched(tables, event.key, event.bytes);
    },
    mislay: ({ context: { tables }, event }) => {
      if (event.type === "mislaid") tables.kept.delete(event.key);
    },
    noteRoom: ({ context: { tables }, event }) => {
      if (event.type === "memory") tables.full = event.full;
    },
    sayPaused: ({ context: { tables } }) => tables.send(["paused", true]),
    sayResumed: ({ context: { tables } }) => tables.send(["paused", false]),
    fetchFailed: ({ context: { tables }, event }) => {
      if (event.type === "fetch.failed") onFetchFailed(tables, event.key);
    },
  },
  guards: {
    isWelcome: ({ event }) =>
      event.type === "messages" && event.messages.some(([kind]) => kind === "welcome"),
    isFull: ({ event }) => event.type === "memory" && event.full,
    hasRoom: ({ event }) => event.type === "memory" && !event.full,
    isWelcomeWhileFull: ({ context: { tables }, event }) =>
      tables.full && event.type === "messages" && event.messages.some(([kind]) => kind === "welcome"),
    isDismissal: ({ event }) =>
      event.type === "messages" && event.messages.some(([kind]) => kind === "dismissed"),
    isRestart: ({ event }) =>
      event.type === "messages" && event.messages.some(([kind]) => kind === "restart"),
    isVacant: ({ context: { tables } }) => tables.runs.size + tables.kept.size === 0,
    // Nothing is said to who was refused.
    isRefusal: ({ event }) => event.type === "messages" && event.messages.at(-1)?.[0] === "refused",
  },
}).createMachine({
  id: "worker",
  context: ({ input }) => ({ ...input, tables: new Tables(), reason: null }),
  entry: "greet",
  initial: "joining",
  on: {
    stop: ".stopped",
    memory: { actions: "noteRoom" },
    mislaid: { actions: "mislay" },
    fetched: { actions: "fetched" },
    "fetch.failed": { actions: "fetchFailed" },
  },
  states: {
    joining: {
      on: {
        messages: [
          { guard: "isRefusal", target: "refused", actions: "noteReason" },
          { guard: "isWelcomeWhileFull", target: "paused", actions: ["take", "beat"] },
          { guard: "isWelcome", target: "running", actions: "take" },
        ],
        "scheduler.reset": { actions: ["forgetAll", "greet"] },
        "scheduler.new": { actions: ["greetAgain", "testify"] },
        leave: [
          { guard: "isVacant", target: "stopped" },
          { target: "leaving", actions: ["beat", "leave"] },
        ],
        reports: { actions: "report" },
      },
    },
    running: {
      entry: "beat",
      on: { ...WORKING, memory: { guard: "isFull", target: "paused", actions: "noteRoom" } },
    },
    paused: {
      entry: "sayPaused",
      on: {
        ...WORKING,
        memory: { guard: "hasRoom", target: "running", actions: ["noteRoom", "sayResumed"] },
      },
    },
    leaving: {
      on: {
        ...WORKING,
        messages: [
          { guard: "isRefusal", target: "refused", actions: "noteReason" },
          { guard: "isDismissal", target: "stopped" },
          { actions: "take" },
        ],
        // Nobody is left who knows what it holds.
        "scheduler.reset": "stopped",
        "scheduler.new": { actions: ["greetAgain", "testify", "leaveAgain"] },
        leave: { actions: "leave" },
      },
    },
    restarting: {
      on: { restarted: { target: "joining", actions: "greet" }, beat: { actions: "beat" }, leave: "stopped" },
    },
    refused: { type: "final" },
    stopped: { type: "final", entry: "bye" },
  },
});

function greet(context: WorkerContext, former: Durability | null): void {
  const { tables, name, threads, host, resources, memoryLimit = 0 } = context;
  tables.send(["worker", PROTOCOL_VERSION, name, threads, host, resources, former, memoryLimit]);
}
