import { type Life, type Payload, type Restrictions, SAME, type Terms } from "../../src/protocol/messages.ts";
import type { TaskState } from "../task.ts";
import type { ClientRow } from "./client-row.ts";
import type { Kind } from "./kind.ts";
import type { WorkerRow } from "./worker-row.ts";

/** Why a task failed: its own error, workers that died with it, data that nobody can compute again, an actor that is no more, or a word of ours. */
export type Failure =
  | readonly ["failed", error: Payload]
  | readonly ["killed", culprit: string, workers: readonly string[]]
  | readonly ["lost", culprit: string]
  | readonly ["denied", code: string, reason: string]
  | readonly ["ended", culprit: string, reason: string];

/** The one empty list that all rows share. */
export const NONE: readonly never[] = [];

/** What most tasks have in common. */
export const USUAL: Terms = [0, 0, 0, null, null, null, NONE, null];

/** A task as the scheduler sees it. Kept lean: there are millions. */
export class TaskRow {
  state: TaskState = "released";
  /** Where it is counted; null before it has entered. */
  kind: Kind | null = null;
  run = 0;
  /** Runs that ended in an error of the task's own. */
  failures = 0;
  /** Dependencies without a result; counts while `waiting`. */
  unmet = 0;
  /** Dependents that are not done yet. */
  needed = 0;
  /** Results and items of primitives that hold this key inside, and names under which it is published. */
  pins = 0;
  /** Bytes of the result. */
  size = 0;
  /** Expected time on a thread, while assigned. */
  expected = 0;
  /** It waits for a future, makes an actor, or runs aside, and takes no slot. */
  idle = false;
  /** It counts among the `needed` of its dependencies. */
  needing = false;
  /** To be cancelled, with what depends on it: the time that a run of it has to end, ms. */
  doomed: number | null = null;
  /** Clients with holds that end when its run does. */
  parting: readonly ClientRow[] = NONE;
  /** The result itself, where it is small. */
  inline: Payload | null = null;
  failure: Failure | null = null;
  worker: WorkerRow | null = null;
  /** Workers that hold the result. */
  replicas: readonly WorkerRow[] = NONE;
  /** Clients that hold the key. */
  holders: readonly ClientRow[] = NONE;
  /** Addresses of clients that want it done, whether they stay or go. */
  keepers: readonly string[] = NONE;
  /** Tasks that list this one among their dependencies. */
  dependents: Set<TaskRow> | null = null;
  /** Rows of the futures inside the result. */
  inside: readonly TaskRow[] = NONE;
  /** Names of workers that died while they ran this task. */
  deaths: readonly string[] = NONE;

  readonly key: string;
  codes: readonly string[];
  /** Null once it cannot be run again. */
  args: Payload | null;
  terms: Terms;
  /** Place in the order of submission; a child comes just before the next root. */
  readonly rank: number;
  readonly sequence: number;
  dependencies: readonly TaskRow[];
  constructor(
    key: string,
    codes: readonly string[],
    args: Payload,
    dependencies: readonly TaskRow[],
    terms: Terms,
    rank: number,
    sequence: number,
  ) {
    this.key = key;
    this.codes = codes;
    this.args = args;
    this.dependencies = dependencies;
    this.terms = terms;
    this.rank = rank;
    this.sequence = sequence;
  }

  get priority(): number {
    return this.terms[0];
  }

  get retries(): number {
    return this.terms[1];
  }

  get timeout(): number {
    return this.terms[2];
  }

  /** Its result is an instance that lives on the worker that made it, with state that nobody can make again. */
  get actor(): boolean {
    return this.terms[3] !== null;
  }

  /** Its result is here, whatever becomes of workers. */
  get atHand(): boolean {
    return this.inline !== null && !this.actor;
  }

  /** What is lost of it cannot be made again. */
  get irreplaceable(): boolean {
    return this.actor;
  }

  /** Which workers may run it, and what it takes there; null where any may, for nothing. */
  get restrictions(): Restrictions | null {
    return this.terms[4];
  }

  /** Workers died while they ran it: it is not run beside another such task. */
  get suspicious(): boolean {
    return this.deaths.length > 0;
  }

  /** Address of the one worker that may run it, aside and at most once; null for any. */
  get home(): string | null {
    return this.terms[5];
  }

  /** Ids of the turns of actors that it comes of. */
  get chain(): readonly string[] {
    return this.terms[6];
  }

  /** Null where whatever was computed for its key is right. */
  get life(): Life {
    return this.terms[7];
  }

  /** It has the value of its one dependency, without a run of anybody's code. */
  get copies(): boolean {
    return this.codes[0] === SAME;
  }

  /** It takes no slot, and has a worker that it goes to as soon as it can. */
  get errand(): boolean {
    return this.terms[5] !== null || this.codes[0] === SAME;
  }

  /** Whether a client or a result holds it, a task that is not done needs it, or it is kept until it is done. */
  get wanted(): boolean {
    return this.needed > 0 || this.pins > 0 || this.holders.length > 0 || this.keepers.length > 0;
  }
}
