import type { Asker, Outbox } from "./outbox.ts";

/** A use that waits. */
export type Waiter = Asker;

/** Users that are shown of many. */
export const SHOWN = 20;

interface Place<W> {
  readonly waiter: W;
  before: Place<W> | null;
  after: Place<W> | null;
}

/** State of a line of users and nothing else. */
export type LineState = readonly (readonly [from: string, number: number])[];

/** Uses that wait, first come first served; each may leave from where it stands, in constant time. */
export class Line<W extends Waiter> {
  readonly #places = new Map<string, Map<number, Place<W>>>();
  #first: Place<W> | null = null;
  #last: Place<W> | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): W | undefined {
    return this.#first?.waiter;
  }

  /** Whether nobody waits but that user. */
  isOf(from: string): boolean {
    return this.#size === (this.#places.get(from)?.size ?? 0);
  }

  add(waiter: W): void {
    const place: Place<W> = { waiter, before: this.#last, after: null };
    if (this.#last === null) this.#first = place;
    else this.#last.after = place;
    this.#last = place;
    const own = this.#places.get(waiter.from);
    if (own === undefined) this.#places.set(waiter.from, new Map([[waiter.number, place]]));
    else own.set(waiter.number, place);
    this.#size++;
  }

  /** Lets a use wait for `timeout` ms at most, null for no end; without time it expires at once. */
  queue(waiter: W, timeout: number | null, outbox: Outbox): void {
    if (timeout === 0) return outbox.reply(waiter, ["expired"]);
    const { from, number } = waiter;
    if (timeout !== null) outbox.add({ type: "expireAfter", from, number, ms: timeout });
    this.add(waiter);
  }

  /** Takes a use out, where it waits. */
  leave({ from, number }: Asker): W | undefined {
    const own = this.#places.get(from);
    const place = own?.get(number);
    if (own === undefined || place === undefined) return undefined;
    own.delete(number);
    if (own.size === 0) this.#places.delete(from);
    if (place.before === null) this.#first = place.after;
    else place.before.after = place.after;
    if (place.after === null) this.#last = place.before;
    else place.after.before = place.before;
    this.#size--;
    return place.waiter;
  }

  /** Takes the first out, where there is one. */
  shift(): W | undefined {
    return this.first && this.leave(this.first);
  }

  /** Takes all uses of one user out, in their order. */
  part(from: string): readonly W[] {
    const gone = [...(this.#places.get(from)?.values() ?? [])].map(({ waiter }) => waiter);
    for (const waiter of gone) this.leave(waiter);
    return gone;
  }

  /** Takes everybody out, in their order. */
  clear(): readonly W[] {
    const gone = [...this];
    for (const waiter of gone) this.leave(waiter);
    return gone;
  }

  /** Addresses of the first who wait, for those who look on. */
  get front(): readonly string[] {
    const front: string[] = [];
    for (const { from } of this) if (front.push(from) === SHOWN) break;
    return front;
  }

  /** Who waits, in their order. */
  snapshot(): LineState {
    return Array.from(this, ({ from, number }) => [from, number]);
  }

  *[Symbol.iterator](): Generator<W> {
    for (let place = this.#first; place !== null; place = place.after) yield place.waiter;
  }
}
