import { assign, setup } from "xstate";
import type { ToScheduler } from "../../src/protocol/messages.ts";
import { answerKillings } from "./actors.ts";
import { age, deal } from "./assignment.ts";
import { onClientGone, onClientHello, onClientMessage } from "./clients.ts";
import { placeData, revisit } from "./data.ts";
import { answerVigils } from "./questions.ts";
import { advanceRetirements } from "./retire.ts";
import { steal } from "./stealing.ts";
import { Steps } from "./steps.ts";
import { rowsOf, Tables } from "./tables.ts";
import { onWorkerGone, onWorkerHello, onWorkerMessage, WORKER_SILENCE } from "./workers.ts";

/** Time between two looks at who is silent, ms. */
const SWEEP_MS = 1000;
/** Sweeps without a word after which a client counts as gone: its grace. */
const CLIENT_SILENCE = 60;

/** What the scheduler's host tells it. */
export type SchedulerEvent =
  /** Nobody answered the probe, or somebody did. */
  | { readonly type: "probe.silent" }
  | { readonly type: "probe.answered"; readonly by: string }
  | { readonly type: "messages"; readonly from: string; readonly messages: readonly ToScheduler[] }
  /** The peer lost its memory of us, or we of it. */
  | { readonly type: "peer.reset"; readonly from: string }
  /** The peer said what is no message: what else it said with that is lost. */
  | { readonly type: "peer.unreadable"; readonly from: string; readonly reason: string }
  | { readonly type: "swept" }
  /** What a primitive holds has futures inside, which live until the pin with that number is taken out. */
  | { readonly type: "pin"; readonly pin: number; readonly keys: readonly string[] }
  | { readonly type: "unpin"; readonly pin: number }
  /** A scheduler with a newer epoch leads. */
  | { readonly type: "superseded" }
  | { readonly type: "stop" };

/** Which of the schedulers that this cluster has over time; later ones are greater. */
export interface SchedulerInput {
  readonly epoch: number;
}

interface SchedulerContext {
  readonly tables: Tables;
  readonly steps: Steps;
  readonly reason: string | null;
}

/**
 * The scheduler: `starting` asks whether another leads, `leading` takes messages a batch an event,
 * `refused`, `superseded` and `stopped` are ends. It owns its tables and changes them in place;
 * the effects of an event are taken from them by the host.
 */
export const schedulerMachine = setup({
  types: { context: {} as SchedulerContext, events: {} as SchedulerEvent, input: {} as SchedulerInput },
  actions: {
    probe: ({ context }) => context.tables.effect({ type: "probe" }),
    lead: ({ context }) => {
      context.tables.effect({ type: "announce" });
      context.tables.effect({ type: "sweepAfter", ms: SWEEP_MS });
    },
    take: ({ context: { tables, steps }, event }) => {
      if (event.type !== "messages") return;
      for (const message of event.messages) react(tables, steps, event.from, message);
      conclude(tables, steps);
    },
    part: ({ context: { tables, steps }, event }) => {
      if (event.type !== "peer.reset") return;
      part(tables, steps, event.from, "died");
      conclude(tables, steps);
    },
    refuse: ({ context: { tables, steps }, event }) => {
      if (event.type !== "peer.unreadable") return;
      onWorkerGone(tables, steps, event.from, "died");
      onClientGone(tables, steps, event.from);
      conclude(tables, steps);
      tables.send(event.from, ["refused", event.reason]);
    },
    pin: ({ context: { tables, steps }, event }) => {
      if (event.type !== "pin") return;
      const rows = rowsOf(tables, event.keys);
      tables.pins.add(event.pin, rows);
      for (const row of rows) steps.review(row);
      conclude(tables, steps);
    },
    unpin: ({ context: { tables, steps }, event }) => {
      if (event.type !== "unpin") return;
      for (const row of tables.pins.take(event.pin)) steps.review(row);
      conclude(tables, steps);
    },
    sweep: ({ context: { tables, steps } }) => {
      for (const { address, silence } of [...tables.workers.values()]) {
        if (silence >= WORKER_SILENCE) part(tables, steps, address, "died");
      }
      for (const { address, silence } of [...tables.clients.values()]) {
        if (silence >= CLIENT_SILENCE) part(tables, steps, address, "died");
      }
      for (const peer of [...tables.workers.values(), ...tables.clients.values()]) peer.silence++;
      revisit(tables);
      age(tables, SWEEP_MS);
      conclude(tables, steps);
      tables.effect({ type: "sweepAfter", ms: SWEEP_MS });
    },
  },
}).createMachine({
  id: "scheduler",
  context: ({ input }) => {
    const tables = new Tables(input.epoch);
    return { tables, steps: new Steps(tables), reason: null };
  },
  initial: "starting",
  states: {
    starting: {
      entry: "probe",
      on: {
        "probe.silent": "leading",
        "probe.answered": { target: "refused", actions: assign({ reason: ({ event }) => event.by }) },
        stop: "stopped",
      },
    },
    leading: {
      entry: "lead",
      on: {
        messages: { actions: "take" },
        "peer.reset": { actions: "part" },
        "peer.unreadable": { actions: "refuse" },
        pin: { actions: "pin" },
        unpin: { actions: "unpin" },
        swept: { actions: "sweep" },
        superseded: "superseded",
        stop: "stopped",
      },
    },
    refused: { type: "final" },
    superseded: { type: "final" },
    stopped: { type: "final" },
  },
});

/** Lets everything follow from what has changed, and gives work to who has room for it. */
function conclude(tables: Tables, steps: Steps): void {
  steps.settle();
  if (tables.retirements.size > 0) {
    advanceRetirements(tables, steps);
    steps.settle();
  }
  placeData(tables, steps);
  steps.settle();
  deal(tables, steps);
  steps.settle();
  steal(tables);
  answerVigils(tables);
  if (tables.killings.size > 0) answerKillings(tables);
}

/** Hands one message to what it is about; words from a process that never said who it is are stale. */
function react(tables: Tables, steps: Steps, from: string, message: ToScheduler): void {
  switch (message[0]) {
    case "client":
      return onClientHello(tables, steps, from, message[1], message[2]);
    case "worker":
      return onWorkerHello(tables, steps, from, message);
    case "bye":
      return part(tables, steps, from, "left");
    case "gone":
      // Only who watches over processes can know.
      if (from.startsWith("supervisor.")) return part(tables, steps, message[1], "died");
      tables.stale++;
      return;
    // Primitives are actors of their own, and take what is said to them before it gets here.
    case "use":
    case "withdraw":
    case "took":
    case "survey":
      tables.stale++;
      return;
  }
  const worker = tables.workers.get(from);
  const client = tables.clients.get(from);
  const peer = worker ?? client;
  if (peer === undefined) {
    tables.stale++;
    return;
  }
  peer.silence = 0;
  if (message[0] === "beat") return;
  if (worker !== undefined && isWorkerMessage(message))
    return onWorkerMessage(tables, steps, worker, message);
  if (client !== undefined && !isWorkerMessage(message))
    return onClientMessage(tables, steps, client, message);
  tables.stale++;
}

type WorkerMessage = Parameters<typeof onWorkerMessage>[3];

const WORKER_KINDS: ReadonlySet<string> = new Set<WorkerMessage[0]>([
  "running",
  "waiting",
  "resumed",
  "done",
  "failed",
  "returned",
  "starved",
  "holding",
  "absent",
  "paused",
  "left",
  "died",
  "leave",
]);

function isWorkerMessage(message: ToScheduler): message is WorkerMessage {
  return WORKER_KINDS.has(message[0]);
}

/** A peer has left or is taken for dead. */
function part(tables: Tables, steps: Steps, address: string, how: "left" | "died"): void {
  onWorkerGone(tables, steps, address, how);
  onClientGone(tables, steps, address);
  tables.effect({ type: "part", from: address });
}
