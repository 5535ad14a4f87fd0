import type { Payload } from "../protocol/messages.ts";
import { died } from "./residence.ts";

/** Actors that have died whose reason is remembered. */
const REMEMBERED = 1000;

/** Why actors died that somebody may still call. */
export class Deaths {
  readonly #reasons = new Map<string, Payload>();

  add(key: string, death: Payload): void {
    this.#reasons.set(key, death);
    const [oldest] = this.#reasons.keys();
    if (this.#reasons.size > REMEMBERED && oldest !== undefined) this.#reasons.delete(oldest);
  }

  delete(key: string): void {
    this.#reasons.delete(key);
  }

  /** Why an actor is not here. */
  of(key: string): Payload {
    return this.#reasons.get(key) ?? died(`${key} is not here any more: it was ended. Make another.`);
  }
}
