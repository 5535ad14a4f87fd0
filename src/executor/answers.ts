import { encodeError, toError } from "../codec/failure.ts";
import { encodeValue } from "../codec/value.ts";
import { CALL_BYTES } from "../protocol/calls.ts";
import type { ActorReference } from "../protocol/code.ts";
import { SerializationError } from "../protocol/errors.ts";
import type { Payload } from "../protocol/messages.ts";
import { context } from "./context.ts";
import { referenceOf } from "./given.ts";
import type { ThreadClient } from "./thread-client.ts";
import type { FromActors } from "./words.ts";

const NONE: readonly never[] = [];

/** An actor, as far as others know it. */
export interface Referent {
  readonly reference: ActorReference;
}

/** How long something took, and when it ended. */
interface Timed {
  readonly ms: number;
  readonly ended: number;
}

/** A turn that is over. */
interface Told extends Timed {
  readonly order: number;
  /** It was given futures or actors. */
  readonly burdened: boolean;
}

const UNTIMED: Timed = { ms: 0, ended: 0 };

/** What actors give for their turns, on its way out; what is inside is kept until somebody has taken it. */
export class Answers {
  readonly #client: ThreadClient;
  readonly #say: (word: FromActors) => void;
  /** Futures of the keys inside answers that nobody has taken yet, by order. */
  readonly #kept = new Map<number, readonly { release(): void }[]>();
  /** Keys inside the value at hand. */
  #keys: string[] = [];
  readonly #encoding = { reference: (value: object) => referenceOf(value, this.#keys) };

  constructor(client: ThreadClient, say: (word: FromActors) => void) {
    this.#client = client;
    this.#say = say;
  }

  /** Says what a call gave. */
  give(turn: Told, value: unknown): void {
    const { order } = turn;
    if (this.#keys.length > 0) this.#keys = [];
    let bytes: Payload;
    try {
      bytes = encodeValue(value, this.#encoding);
    } catch (error) {
      return this.fail(order, error, turn);
    }
    if (bytes.length > CALL_BYTES)
      return this.fail(order, tooLarge("What was given takes", bytes.length), turn);
    if (this.#keys.length > 0) this.#keep(order, this.#keys);
    this.#sayOf(turn, [
      "done",
      order,
      bytes,
      turn.ms,
      turn.ended,
      this.#keys.length === 0 ? NONE : [...new Set(this.#keys)],
    ]);
  }

  /** Says that an actor is made. */
  introduce(turn: Told, actor: Referent): void {
    const bytes = encodeValue(actor, { reference: () => actor.reference });
    this.#sayOf(turn, ["done", turn.order, bytes, 0, 0, NONE]);
  }

  /** Says what a turn threw, and when. */
  fail(order: number, thrown: unknown, { ms, ended }: Timed = UNTIMED): void {
    const error = encodeError(toError(thrown));
    const small = error.length <= CALL_BYTES;
    const said = small ? error : encodeError(tooLarge("The error takes", error.length));
    this.#say(["failed", order, said, ms, ended]);
  }

  /** Somebody holds what was inside an answer. */
  taken(order: number): void {
    const kept = this.#kept.get(order);
    this.#kept.delete(order);
    for (const future of kept ?? NONE) future.release();
  }

  /** They are kept for who gets them, whatever becomes of the actor. */
  #keep(order: number, keys: readonly string[]): void {
    const { client } = this.#client;
    context.exit(() =>
      this.#kept.set(
        order,
        [...new Set(keys)].map((key) => client.future(key)),
      ),
    );
  }

  /** Of what was given to a turn, and what it gives, the scheduler must have heard before anybody lets go of it. */
  #sayOf({ burdened }: Told, word: Extract<FromActors, readonly ["done", ...unknown[]]>): void {
    if (!burdened && word[5].length === 0) return this.#say(word);
    void this.#client.client.delivered().then(() => this.#say(word));
  }
}

function tooLarge(what: string, size: number): SerializationError {
  const text = `${what} ${size} bytes; ${CALL_BYTES} are allowed: give it in parts, or scatter it and give its future.`;
  return new SerializationError(text, "value");
}
