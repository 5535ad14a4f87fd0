import { assign, setup } from "xstate";
import type { Fact } from "../../src/protocol/facts.ts";
import type { ToScheduler } from "../../src/protocol/messages.ts";
import { age } from "./assignment.ts";
import {
  type Candidacy,
  type CandidacyEvent,
  type Candidate,
  candidacyActions,
  candidacyGuards,
  newCandidacy,
  standby,
} from "./candidacy.ts";
import { ageClaims } from "./claims.ts";
import { onClientGone } from "./clients.ts";
import { conclude } from "./conclude.ts";
import { revisit } from "./data.ts";
import { part, react } from "./mail.ts";
import { pin, seekPinned, unpin } from "./pinning.ts";
import { recall } from "./recall.ts";
import { returnGuards } from "./returns.ts";
import { beginRecovery, endRecovery, prolongRecovery } from "./roll-call.ts";
import { Stepper } from "./stepper.ts";
import type { Steps } from "./steps.ts";
import { Tables } from "./tables.ts";
import { onWorkerGone, WORKER_SILENCE } from "./workers.ts";

/** Time between two looks at who is silent, ms. */
export const SWEEP_MS = 500;
/** Time without a word after which a client counts as gone, unless another is asked for, ms. */
export const CLIENT_GRACE_MS = 60_000;

/** What the scheduler's host tells it; `at` is the instant, ms since 1970, and between two of those time stands still. */
export type SchedulerEvent =
  | CandidacyEvent
  | {
      readonly type: "messages";
      readonly from: string;
      readonly messages: readonly ToScheduler[];
      readonly at: number;
    }
  /** The peer lost its memory of us, or we of it. */
  | { readonly type: "peer.reset"; readonly from: string }
  /** The peer said what is no message: what else it said with that is lost. */
  | { readonly type: "peer.unreadable"; readonly from: string; readonly reason: string }
  /** Half a second is over, in which something came from these addresses, were it only that they have heard. */
  | { readonly type: "swept"; readonly at: number; readonly heard: Iterable<string> }
  /** Time is up for those who had an earlier scheduler. */
  | { readonly type: "recovered" }
  /** The bus was cut and carries words again: that somebody was silent until now says nothing about him. */
  | { readonly type: "reconnected" }
  /** What a primitive holds has futures inside, which live until the pin with that number is taken out. */
  | { readonly type: "pin"; readonly pin: number; readonly keys: readonly string[] }
  | { readonly type: "unpin"; readonly pin: number }
  /** What earlier schedulers have recorded. */
  | { readonly type: "recall"; readonly facts: readonly Fact[] }
  /** A scheduler with a newer epoch leads. */
  | { readonly type: "superseded" }
  | { readonly type: "stop" };

/** Which of the schedulers that this cluster has over time; later ones are greater. */
export interface SchedulerInput {
  readonly epoch: number;
  /** Time without a word after which a client counts as gone, ms. */
  readonly clientGraceMs?: number;
  /** Where there is a record of who leads. */
  readonly candidate?: Candidate;
  /** There is a store, for what is to outlive this scheduler. */
  readonly durable?: boolean;
}

interface SchedulerContext {
  readonly tables: Tables;
  readonly steps: Steps;
  /** Sweeps without a word after which a client counts as gone: its grace. */
  readonly grace: number;
  /** Null where there is no record of who leads. */
  readonly candidacy: Candidacy | null;
  readonly reason: string | null;
}

/** What a scheduler reacts to that leads, with or without those who had an earlier one. */
const LEADING = {
  reconnected: { actions: "excuse" },
  "peer.reset": { actions: "part" },
  "peer.unreadable": { actions: "refuse" },
  pin: { actions: "pin" },
  unpin: { actions: "unpin" },
  swept: { actions: "sweep" },
  superseded: "superseded",
  stop: "stopped",
} as const;

/** What earlier ones stored is out of its reach: who leads as if there had been none loses it. */
const BEREFT = { guard: "isBereft", target: "bereft", actions: "noteWitness" } as const;

/**
 * The scheduler: `starting` asks whether another leads, `standby` waits until no other does, `leading` takes
 * messages a batch an event, `recovering` deals nothing out until those are back who had an earlier scheduler, and
 * have said what they run, hold and want; `refused`, `bereft`, `superseded` and `stopped` are ends. It owns its tables and
 * changes them in place; the effects of an event are taken from them by the host.
 */
export const schedulerMachine = setup({
  types: { context: {} as SchedulerContext, events: {} as SchedulerEvent, input: {} as SchedulerInput },
  actions: {
    ...candidacyActions,
    lead: ({ context: { tables } }) => {
      tables.effect({ type: "announce", epoch: tables.epoch });
      tables.effect({ type: "sweepAfter", ms: SWEEP_MS });
    },
    take: ({ context: { tables, steps }, event }) => {
      if (event.type !== "messages") return;
      tables.now = event.at;
      tables.cause = event.from;
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
      onClientGone(tables, steps, event.from, true);
      conclude(tables, steps);
      tables.send(event.from, ["refused", event.reason]);
    },
    pin: ({ context: { tables, steps }, event }) => {
      if (event.type !== "pin") return;
      pin(tables, steps, event.pin, event.keys);
      conclude(tables, steps);
    },
    unpin: ({ context: { tables, steps }, event }) => {
      if (event.type !== "unpin") return;
      unpin(tables, steps, event.pin);
      conclude(tables, steps);
    },
    recall: ({ context: { tables, steps }, event }) => {
      if (event.type !== "recall") return;
      beginRecovery(tables);
      recall(tables, steps, event.facts);
      seekPinned(tables, steps);
      conclude(tables, steps);
    },
    excuse: ({ context: { tables } }) => {
      for (const peer of [...tables.workers.values(), ...tables.clients.values()]) peer.silence = 0;
    },
    beginRecovery: ({ context: { tables, steps } }) => {
      beginRecovery(tables);
      seekPinned(tables, steps);
    },
    noteWitness: assign({ reason: ({ event }) => (event.type === "messages" ? event.from : null) }),
    endRecovery: ({ context: { tables, steps } }) => {
      endRecovery(tables, steps);
      conclude(tables, steps);
    },
    sweep: ({ context: { tables, steps, grace }, event }) => {
      if (event.type !== "swept") return;
      tables.now = event.at;
      tables.cause = "";
      for (const address of event.heard) {
        const peer = tables.workers.get(address) ?? tables.clients.get(address);
        if (peer !== undefined) peer.silence = 0;
      }
      for (const { address, silence } of [...tables.workers.values()]) {
        if (silence >= WORKER_SILENCE) part(tables, steps, address, "died");
      }
      for (const { address, silence } of [...tables.clients.values()]) {
        if (silence >= grace) part(tables, steps, address, "died");
      }
      for (const peer of [...tables.workers.values(), ...tables.clients.values()]) peer.silence++;
      if (tables.young > 0) tables.young--;
      ageClaims(tables, grace);
      revisit(tables);
      age(tables, SWEEP_MS);
      conclude(tables, steps);
      tables.effect({ type: "sweepAfter", ms: SWEEP_MS });
    },
  },
  guards: {
    ...candidacyGuards,
    ...returnGuards,
    isPatient: ({ context: { tables } }) => prolongRecovery(tables),
  },
}).createMachine({
  id: "scheduler",
  context: ({ input }) => {
    const tables = new Tables(input.epoch, input.durable === true);
    const grace = Math.ceil((input.clientGraceMs ?? CLIENT_GRACE_MS) / SWEEP_MS);
    const candidacy = input.candidate === undefined ? null : newCandidacy(input.candidate);
    return { tables, steps: new Stepper(tables), grace, candidacy, reason: null };
  },
  initial: "starting",
  states: {
    starting: {
      entry: "inquire",
      on: {
        record: { actions: ["observe", "probe"] },
        "record.unknown": { actions: "lookAgain" },
        "probe.silent": [
          { guard: "isCandidate", actions: "claim" },
          { target: "leading", actions: "lead" },
        ],
        "probe.unanswered": [
          { guard: "isCandidate", target: "standby", actions: "standBy" },
          { target: "leading", actions: "lead" },
        ],
        "probe.answered": [
          { guard: "isStandby", target: "standby", actions: "standBy" },
          { target: "refused", actions: assign({ reason: ({ event }) => event.by }) },
        ],
        elected: { target: "leading", actions: "lead" },
        outrun: { target: "starting", reenter: true },
        stop: "stopped",
      },
    },
    standby,
    leading: {
      on: {
        ...LEADING,
        messages: [
          BEREFT,
          { guard: "hasReturned", target: "recovering", actions: ["beginRecovery", "take"] },
          { actions: "take" },
        ],
        recall: { target: "recovering", actions: "recall" },
      },
    },
    recovering: {
      on: {
        ...LEADING,
        messages: [BEREFT, { actions: "take" }],
        recovered: [{ guard: "isPatient" }, { target: "leading", actions: "endRecovery" }],
      },
    },
    refused: { type: "final" },
    bereft: { type: "final" },
    superseded: { type: "final" },
    stopped: { type: "final" },
  },
});
