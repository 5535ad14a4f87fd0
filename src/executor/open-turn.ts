import type { Assignment } from "./executor.ts";
import type { Residence } from "./residence.ts";

/** A turn that its thread has not ended: the making of an actor, or a call. */
export class OpenTurn {
  readonly order: number;
  readonly actor: Residence;
  /** What is to be made; null for a call. */
  readonly assignment: Assignment | null;
  /** Who called, and how it numbers that; an empty text for the making of an actor. */
  readonly caller: string;
  readonly number: number;
  /** Ms that it may take; 0 for no end. */
  readonly timeout: number;
  withdrawn = false;
  /** The member that is called, while calls are traced. */
  traced: string | null = null;
  /** Nobody is called, but a machine looked at. */
  look = false;
  /** It is known to have begun. */
  begun = false;
  /** Takes its timer back. */
  timer: (() => void) | null = null;

  constructor(
    order: number,
    actor: Residence,
    assignment: Assignment | null,
    caller: string,
    number: number,
    timeout: number,
  ) {
    this.order = order;
    this.actor = actor;
    this.assignment = assignment;
    this.caller = caller;
    this.number = number;
    this.timeout = timeout;
  }
}
