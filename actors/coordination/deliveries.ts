import type { Asker } from "./outbox.ts";
import type { Pins } from "./pins.ts";

/** State of all deliveries: the shares in pins of each, by user and use. */
export type DeliveriesState = readonly (readonly [
  from: string,
  number: number,
  open: readonly (readonly number[])[],
])[];

/** What was given to users and holds futures or actors: pinned until they say that they hold them. */
export class Deliveries {
  readonly #pins: Pins;
  /** Shares in pins by user and use, the oldest delivery first. */
  readonly #open = new Map<string, Map<number, (readonly number[])[]>>();

  constructor(pins: Pins) {
    this.#pins = pins;
  }

  get none(): boolean {
    return this.#open.size === 0;
  }

  /** A delivery is under way, and takes over shares in these pins; where none is real there is nothing to take. */
  add({ from, number }: Asker, shares: readonly number[]): void {
    const pins = shares.filter((pin) => pin !== 0);
    if (pins.length === 0) return;
    const own = this.#open.get(from) ?? new Map<number, (readonly number[])[]>();
    this.#open.set(from, own);
    const open = own.get(number);
    if (open === undefined) own.set(number, [pins]);
    else open.push(pins);
  }

  /** The oldest delivery for a use is with its user. */
  took(asker: Asker): void {
    for (const pin of this.cede(asker)) this.#pins.drop(pin);
  }

  /** The oldest delivery for a use is under way no more: gives up its shares. */
  cede({ from, number }: Asker): readonly number[] {
    const own = this.#open.get(from);
    const open = own?.get(number);
    if (own === undefined || open === undefined) return [];
    const [pins = []] = open.splice(0, 1);
    if (open.length === 0) own.delete(number);
    if (own.size === 0) this.#open.delete(from);
    return pins;
  }

  /** A use begins anew: nothing that it was given before will be taken. */
  forget({ from, number }: Asker): void {
    while (this.#open.get(from)?.has(number) === true) this.took({ from, number });
  }

  /** A user is gone, with whatever was under way to it. */
  part(from: string): void {
    for (const open of this.#open.get(from)?.values() ?? []) {
      for (const pin of open.flat()) this.#pins.drop(pin);
    }
    this.#open.delete(from);
  }

  snapshot(): DeliveriesState {
    return [...this.#open].flatMap(([from, own]) =>
      Array.from(own, ([number, open]) => [from, number, [...open]] as const),
    );
  }

  restore(state: DeliveriesState): void {
    for (const [from, number, open] of state) {
      for (const shares of open) this.add({ from, number }, shares);
    }
  }
}
