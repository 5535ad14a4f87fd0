import { encodeError } from "../codec/failure.ts";
import { decodeValue } from "../codec/value.ts";
import type { ActorForm } from "../protocol/code.ts";
import { ActorDiedError } from "../protocol/errors.ts";
import type { Payload } from "../protocol/messages.ts";
import type { ActorLane } from "./actor-lane.ts";
import { errorOf } from "./given.ts";
import type { OpenTurn } from "./open-turn.ts";

/** An actor, and the thread that it lives on. */
export interface Residence {
  readonly key: string;
  /** Of this lane. */
  readonly number: number;
  readonly lane: ActorLane;
  readonly form: ActorForm;
  /** Turns that it takes at a time. */
  readonly concurrency: number;
  /** How often it was called. */
  calls: number;
  /** How many of its turns have not ended, and how many of these only look. */
  open: number;
  looks: number;
  /** Its making is over. */
  made: boolean;
  /** It is a machine that has come to its end, and nothing needs it any more. */
  over: boolean;
}

/** What a lane of actors tells. */
export interface ActorLaneListener {
  /** A turn has ended; `references` are the keys of futures and actors inside the payload. */
  ended(turn: OpenTurn, ok: boolean, payload: Payload, references: readonly string[]): void;
  /** A machine has another snapshot, which may refer to what is there no longer than the actor. */
  snapshot(actor: Residence, snapshot: Payload, last: boolean, refers: boolean): void;
  emitted(actor: Residence, event: Payload): void;
  /** The time for the making of an actor is over. */
  expired(turn: OpenTurn): void;
  /**
   * The thread is gone, and its actors with it: why, and the turns that it has not ended. Where it has told whose
   * fault that is, the others were only near.
   */
  exited(lane: ActorLane, death: Payload, turns: readonly OpenTurn[], told: boolean): void;
}

/** The end of an actor, for those who call it. */
export function died(message: string, key?: string): Payload {
  return encodeError(new ActorDiedError(message, key === undefined ? {} : { key }));
}

/** The end of an actor, for what depends on it: that fails with the key of this actor, whoever the culprit is. */
export function deathOf(key: string, death: Payload): Payload {
  return encodeError(errorOf(decodeValue(death), key));
}
