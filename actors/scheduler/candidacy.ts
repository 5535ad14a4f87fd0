import { LEASE_MS, type Lead, type LeadRecord } from "../../src/protocol/lead.ts";
import type { Tables } from "./tables.ts";

/** Time between two looks at the record of who leads, ms. */
const LOOK_MS = 250;
/** Looks at the same record after the first; one more, and its lease has been over for half a second. */
const LOOKS = 9;

/** What a scheduler that may come to lead is told. */
export type CandidacyEvent =
  /** Nobody listens to the probe, or nobody answers it in time, or somebody does. */
  | { readonly type: "probe.silent" }
  | { readonly type: "probe.unanswered" }
  | { readonly type: "probe.answered"; readonly by: string }
  /** What the record of who leads says, and the time on the clock here, ms. */
  | { readonly type: "record"; readonly record: LeadRecord; readonly now: number }
  /** The record cannot be read, or nobody knows what has become of what was written. */
  | { readonly type: "record.unknown" }
  /** The lead is taken; or another was faster. */
  | { readonly type: "elected" }
  | { readonly type: "outrun" };

/** Who may come to lead where there is a record of that. */
export interface Candidate {
  /** Which process this is. */
  readonly holder: string;
  /** It waits for as long as another leads. */
  readonly standby: boolean;
}

/** What a candidate knows of the record; the machine changes it in place. */
export interface Candidacy extends Candidate {
  /** As it was at the last look, which was at this time; null before the first. */
  seen: LeadRecord | null;
  now: number;
  /** Further looks at the same record before it counts as left behind. */
  patience: number;
}

export function newCandidacy({ holder, standby }: Candidate): Candidacy {
  return { holder, standby, seen: null, now: 0, patience: LOOKS };
}

interface Scene {
  readonly context: { readonly tables: Tables; readonly candidacy: Candidacy | null };
  readonly event: { readonly type: string; readonly record?: LeadRecord; readonly now?: number };
}

const isCandidate = ({ context: { candidacy } }: Scene): boolean => candidacy !== null;
const isStandby = ({ context: { candidacy } }: Scene): boolean => candidacy?.standby === true;

const isChanged = ({ context: { candidacy }, event: { record } }: Scene): boolean =>
  record?.version !== candidacy?.seen?.version;

/** Nobody leads by this record any more, or this process does, which did not hear that it was elected. */
function isFree(scene: Scene): boolean {
  const { candidacy } = scene.context;
  const lead = scene.event.record?.lead;
  if (candidacy === null || lead === undefined) return false;
  if (lead === null || lead.over || lead.holder === candidacy.holder) return true;
  return candidacy.patience === 0 && !isChanged(scene);
}

/** Another leads who had not been heard before, and this one is not to wait for its end. */
const isTaken = (scene: Scene): boolean => !isStandby(scene) && isChanged(scene);

/** Looks at the record first where there is one: who has taken it since answers the probe. */
function inquire({ context: { tables, candidacy } }: Scene): void {
  tables.effect(candidacy === null ? { type: "probe" } : { type: "lookAfter", ms: 0 });
}

function probe({ context: { tables } }: Scene): void {
  tables.effect({ type: "probe" });
}

function lookAgain({ context: { tables } }: Scene): void {
  tables.effect({ type: "lookAfter", ms: LOOK_MS });
}

function observe({ context: { candidacy }, event: { record, now } }: Scene): void {
  if (candidacy === null || record === undefined || now === undefined) return;
  const same = candidacy.seen?.version === record.version;
  candidacy.patience = same ? Math.max(0, candidacy.patience - 1) : LOOKS;
  candidacy.seen = record;
  candidacy.now = now;
}

/** Takes the lead, which succeeds only where the record is still the one that was seen. */
function claim({ context: { tables, candidacy } }: Scene): void {
  if (candidacy === null || candidacy.seen === null) return;
  const { lead, version } = candidacy.seen;
  tables.rise(Math.max(tables.epoch, candidacy.now, lead === null ? 0 : epochAfter(lead)));
  tables.effect({ type: "claim", epoch: tables.epoch, version });
}

function standBy({ context: { tables } }: Scene): void {
  tables.effect({ type: "standBy" });
}

/** Greater than that epoch, whatever clocks say, as is what is stamped in it than what was stamped in that one. */
function epochAfter({ epoch, renewed, over }: Lead): number {
  return Math.max(epoch, renewed) + (over ? 1 : LEASE_MS);
}

export const candidacyActions = { inquire, probe, lookAgain, observe, claim, standBy };
export const candidacyGuards = { isCandidate, isStandby, isFree, isTaken };

/** Waits until nobody leads by the record, and takes it; who is not to wait gives way to one that is found to lead. */
export const standby = {
  entry: "lookAgain",
  on: {
    record: [
      { guard: "isFree", actions: ["observe", "claim"] },
      { guard: "isTaken", target: "starting" },
      { actions: ["observe", "lookAgain"] },
    ],
    "record.unknown": { actions: "lookAgain" },
    elected: { target: "leading", actions: "lead" },
    outrun: { actions: "lookAgain" },
    stop: "stopped",
  },
} as const;
