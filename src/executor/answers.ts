import { encodeError, toError } from "../codec/failure.ts";
import { encodeValue } from "../codec/value.ts";
import type { Payload } from "../protocol/messages.ts";
import { context } from "./context.ts";
import { referenceOf } from "./given.ts";
import type { Instance } from "./instance.ts";
import type { ThreadClient } from "./thread-client.ts";
import type { FromActors } from "./words.ts";

const NONE: readonly never[] = [];

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
  give(order: number, value: unknown): void {
    if (this.#keys.length > 0) this.#keys = [];
    let bytes: Payload;
    try {
      bytes = encodeValue(value, this.#encoding);
    } catch (error) {
      return this.fail(order, error);
    }
    if (this.#keys.length === 0) return this.#say(["done", order, bytes, 0, NONE]);
    this.#hand(order, bytes, [...new Set(this.#keys)]);
  }

  /** Says that an actor is made. */
  introduce(order: number, instance: Instance): void {
    const { reference } = instance;
    this.#say(["done", order, encodeValue(instance, { reference: () => reference }), 0, NONE]);
  }

  /** Says what a turn threw. */
  fail(order: number, thrown: unknown): void {
    this.#say(["failed", order, encodeError(toError(thrown)), 0]);
  }

  /** Somebody holds what was inside an answer. */
  taken(order: number): void {
    const kept = this.#kept.get(order);
    this.#kept.delete(order);
    for (const future of kept ?? NONE) future.release();
  }

  #hand(order: number, bytes: Payload, keys: readonly string[]): void {
    const { client } = this.#client;
    // They are kept for who gets them, whatever becomes of the actor.
    context.exit(() => {
      this.#kept.set(
        order,
        keys.map((key) => client.future(key)),
      );
    });
    // The scheduler must have heard of them before anybody else asks it for them.
    void client.delivered().then(() => this.#say(["done", order, bytes, 0, keys]));
  }
}
