import type { Item } from "../../src/protocol/coordination.ts";
import type { Asker, Outbox } from "./outbox.ts";

/** What was given to users and holds futures or actors: pinned until they say that they hold them. */
export class Deliveries {
  readonly #outbox: Outbox;
  /** Pins by user and use, the oldest delivery first. */
  readonly #open = new Map<string, Map<number, (readonly number[])[]>>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  get none(): boolean {
    return this.#open.size === 0;
  }

  /** A delivery is under way, with the pins of its items; without pins there is nothing to take. */
  add({ from, number }: Asker, pins: readonly number[]): void {
    if (pins.length === 0) return;
    const own = this.#open.get(from) ?? new Map<number, (readonly number[])[]>();
    this.#open.set(from, own);
    const open = own.get(number);
    if (open === undefined) own.set(number, [pins]);
    else open.push(pins);
  }

  /** The oldest delivery for a use is with its user. */
  took(from: string, number: number): void {
    const own = this.#open.get(from);
    const open = own?.get(number);
    if (own === undefined || open === undefined) return;
    this.#unpin(open.shift() ?? []);
    if (open.length > 0) return;
    own.delete(number);
    if (own.size === 0) this.#open.delete(from);
  }

  /** A user is gone, with whatever was under way to it. */
  part(from: string): void {
    for (const open of this.#open.get(from)?.values() ?? []) for (const pins of open) this.#unpin(pins);
    this.#open.delete(from);
  }

  #unpin(pins: readonly number[]): void {
    for (const pin of pins) this.#outbox.add({ type: "unpin", pin });
  }
}

/** Whether an item needs a pin. */
export const refers = ([, references]: Item): boolean => references.length > 0;
