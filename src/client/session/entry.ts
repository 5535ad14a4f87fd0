import {
  type FutureEffect,
  type FutureEvent,
  type FutureState,
  futureLifecycle,
} from "../../../actors/future.ts";
import type { Payload, ToScheduler } from "../../protocol/messages.ts";

/** How a future ended, as the scheduler told it. */
export type Outcome =
  | { readonly kind: "inline"; readonly bytes: Payload }
  | { readonly kind: "remote"; readonly size: number; readonly holders: readonly string[] }
  | { readonly kind: "error"; readonly error: Error };

/** What it takes to ask for a key again: its submission, offer or promise, or the name to find it by, and the entries that it depends on. */
export interface Description {
  readonly message: Extract<
    ToScheduler,
    readonly ["submit" | "scatter" | "find" | "promise" | "fulfil" | "break", ...unknown[]]
  >;
  readonly dependencies: readonly Entry[];
}

/** Who wants to know of a future's moves. */
export interface Observer {
  /** The status has changed. */
  show?(state: FutureState): void;
  /** It has ended; called at once on one that has. Afterwards the observer is not called any more. */
  settled?(entry: Entry): void;
}

const NONE: readonly never[] = [];

/**
 * A key as its client sees it: what all Future objects of that key in this client share.
 * It moves through the life cycle of `actors/future.ts`.
 */
export class Entry implements Record<FutureEffect, (outcome: Outcome | null) => void> {
  readonly key: string;
  state: FutureState = "pending";
  outcome: Outcome | null = null;
  description: Description | null;
  /** Future objects and unsettled waits; the key is released when none is left. */
  holds = 0;
  /** It is the present entry of its key: this client has neither released nor cancelled it. */
  wanted = false;
  /** Its value is for this client to know and say, whatever the scheduler says. */
  readonly own: boolean = false;
  /** Nobody else knows of it. */
  secret = false;
  /** It stands in something that others have, or may come to have. */
  shared = false;
  /** Its value is an actor: then it is a new handle for each who asks. */
  actor = false;
  /** The life of the session in which the scheduler was told of the key; 0 for none. */
  told = 0;
  /** Bytes that it counts as among what the scheduler has and has not ended; 0 where it is none of that. */
  weight = 0;
  /** Keys of the tasks on this thread that may have it inside their results. */
  within: readonly string[] = NONE;
  /** The value, once somebody has asked for it, and the name of its type, for people. */
  value: Promise<unknown> | null = null;
  type: string | null = null;
  /** Nearly always none or one. */
  #observers: Observer[] | null = null;

  constructor(key: string, description: Description | null) {
    this.key = key;
    this.description = description;
  }

  get settled(): boolean {
    return this.state !== "pending" && this.state !== "running";
  }

  /** Whether another scheduler is to know of it though it is settled: others have what it is, or may ask for it. */
  get concernsOthers(): boolean {
    if (this.own || this.actor || this.outcome?.kind === "remote") return true;
    return this.outcome?.kind === "inline" && (this.shared || this.value === null);
  }

  /** Whether its key stands for one value: it was not given by a user, nor made of such; of one that others have made that is not known. */
  get telling(): boolean {
    const message = this.description?.message;
    return message !== undefined && (message[0] !== "submit" || (message[6]?.[7] ?? null) === null);
  }

  /** Needs nothing any more that it was made from; an actor is not to be made again, with fresh state. */
  forgetOrigin(): void {
    const { description } = this;
    if (this.actor) this.description = null;
    else if (description !== null && description.dependencies.length > 0)
      this.description = { ...description, dependencies: NONE };
  }

  /** It may be inside the result of a task. */
  enclose(task: string): void {
    if (!this.within.includes(task)) this.within = [...this.within, task];
  }

  /** Takes what the scheduler says; what has no place in the present state is late, and dropped. */
  step(event: FutureEvent, outcome: Outcome | null): void {
    const step = futureLifecycle[this.state][event];
    if (step === undefined) return;
    this.state = step.target;
    for (const effect of step.effects) this[effect](outcome);
  }

  /** Registers an observer, until `ignore`. */
  observe(observer: Observer): void {
    if (this.settled && observer.settled !== undefined) return observer.settled(this);
    if (this.#observers === null) this.#observers = [observer];
    else this.#observers.push(observer);
  }

  /** Nobody waits for it any more, or wants it to go on. */
  withdraw(): void {}

  /** Takes an observer back. */
  ignore(observer: Observer): void {
    const at = this.#observers?.indexOf(observer) ?? -1;
    if (at >= 0) this.#observers?.splice(at, 1);
  }

  /** Effect: observers learn of the present state. */
  show(): void {
    for (const observer of [...(this.#observers ?? [])]) observer.show?.(this.state);
  }

  /** Effect: it has ended, for everyone who waits. */
  settle(outcome: Outcome | null): void {
    this.outcome = outcome;
    // A value that was there before its key was cancelled is had no more.
    if (outcome?.kind === "error") this.value = null;
    const observers = this.#observers;
    this.#observers = null;
    for (const observer of observers ?? []) {
      observer.show?.(this.state);
      observer.settled?.(this);
    }
  }

  /** Effect: the end did not last. */
  reopen(): void {
    this.outcome = null;
    this.value = null;
    this.show();
  }
}
