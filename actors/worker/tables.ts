import type { Durability, Life, Payload, Place, WorkerToScheduler } from "../../src/protocol/messages.ts";
import type { WorkerEffect } from "./effects.ts";
import { Recent } from "./recent.ts";

/** One run of a task on this worker. */
export interface RunRow {
  readonly key: string;
  readonly run: number;
  readonly codes: readonly string[];
  readonly args: Payload;
  readonly attempt: number;
  readonly timeout: number;
  readonly place: Place;
  readonly chain: readonly string[];
  readonly life: Life;
  readonly inline: readonly (readonly [key: string, value: Payload])[];
  /** Dependencies that are, or will be, in the store. */
  readonly kept: readonly string[];
  /** How many of those are still on their way. */
  missing: number;
  /** The executor has it. */
  handed: boolean;
  /** It is known to run for a while, and to wait for a future now. */
  begun: boolean;
  waiting: boolean;
}

/** A result in the store, or an actor. */
export interface KeptRow {
  /** In which it was made; 0 for a copy. */
  readonly run: number;
  readonly size: number;
  /** The reference to an actor; null for a result, which is in the store. */
  readonly inline: Payload | null;
  /** Keys of the futures inside, where it was made here. */
  readonly futures: readonly string[];
  readonly place: Place;
  readonly life: Life;
}

/** A result on its way here, and who waits for it. */
export interface FetchRow {
  readonly holders: readonly string[];
  readonly life: Life;
  readonly waiters: Set<RunRow>;
  /** The scheduler wants it kept here, whoever waits. */
  keep: boolean;
}

/** Everything the worker knows; its machine owns it and changes it in place. */
export class Tables {
  /** The present run of each key. */
  readonly runs = new Map<string, RunRow>();
  readonly fetches = new Map<string, FetchRow>();
  /** What is in the store, and the actors that live here. */
  readonly kept = new Map<string, KeptRow>();
  /** Small results, which the scheduler has. */
  readonly recent = new Recent();
  /** Of the scheduler that it has, or had last. */
  durability: Durability = "fleeting";
  /** It leaves when its tasks have ended, and not before; null where it stays. */
  patient: boolean | null = null;
  /** Results take so much memory that nothing new should come. */
  full = false;
  /** Outcomes of runs that nobody waits for any more. */
  stale = 0;
  #effects: WorkerEffect[] = [];

  effect(effect: WorkerEffect): void {
    this.#effects.push(effect);
  }

  send(message: WorkerToScheduler): void {
    this.#effects.push({ type: "send", message });
  }

  /** The effects since the last call, in order. */
  takeEffects(): readonly WorkerEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}
