import type { Item, PrimitiveFigures, QueueRequest } from "../../src/protocol/coordination.ts";
import { Backlog } from "./backlog.ts";
import { Deliveries, type DeliveriesState } from "./deliveries.ts";
import type { CoordinationEffect, CoordinationEvent, Pinned, PrimitiveTables, UseEvent } from "./events.ts";
import { Limit } from "./limit.ts";
import { Line, type Waiter } from "./line.ts";
import { type Asker, Outbox } from "./outbox.ts";
import { Pins, type PinsState } from "./pins.ts";

/** An item in its queue; a pin of 0 is none. */
type Queued = readonly [item: Item, pin: number];

interface Getter extends Waiter {
  readonly count: number;
}

interface Putter extends Waiter {
  readonly queued: Queued;
}

type Using = UseEvent<QueueRequest>;

/** What a queue is told: as every primitive, and that what a use was given has not been taken, and is back. */
export type ItemsEvent =
  | CoordinationEvent<QueueRequest>
  | (Asker & { readonly type: "returned"; readonly items: readonly Item[]; readonly stamp: number });

type State = readonly [
  maxSize: number | null,
  items: readonly Queued[],
  getters: readonly (readonly [from: string, number: number, count: number])[],
  putters: readonly (readonly [from: string, number: number, queued: Queued])[],
  pins: PinsState,
  deliveries: DeliveriesState,
];

/**
 * The items of a queue, and who waits for some, or for room.
 *
 * Q1. Nobody waits for items that are there, nor for room that there is.
 * Q2. Gets and puts never wait both, for no get may ask for more than the queue can hold.
 */
export class Items implements PrimitiveTables {
  readonly #limit: Limit;
  readonly #items = new Backlog<Queued>();
  readonly #getters = new Line<Getter>();
  readonly #putters = new Line<Putter>();
  readonly #outbox = new Outbox();
  readonly #pins = new Pins(this.#outbox);
  readonly #deliveries = new Deliveries(this.#pins);

  constructor(name: string) {
    this.#limit = new Limit(name);
  }

  get size(): number {
    return this.#items.size;
  }

  get getters(): number {
    return this.#getters.size;
  }

  get putters(): number {
    return this.#putters.size;
  }

  get waiting(): number {
    return this.getters + this.putters;
  }

  get figures(): PrimitiveFigures {
    // Never both wait.
    return [this.size, this.#limit.size || null, [], [...this.#getters.front, ...this.#putters.front]];
  }

  get blank(): boolean {
    return this.size === 0 && this.waiting === 0 && this.#deliveries.none;
  }

  get pinned(): readonly Pinned[] {
    return this.#pins.all;
  }

  isLook([kind]: QueueRequest, setting: number | null): boolean {
    return kind === "size" && (setting === null || this.#limit.size !== null);
  }

  /** Where nobody waits: whether that takes all there is. */
  isDrainedBy({ request, setting }: Using): boolean {
    if (request[0] !== "get" || this.#limit.conflicts(setting)) return false;
    return request[1] === null || (request[1] === this.size && this.size <= this.#limit.by(setting));
  }

  /** Where nobody waits: whether that will, for more than there is. */
  isAwaitedBy({ request, setting, timeout }: Using): boolean {
    if (request[0] !== "get" || request[1] === null || timeout === 0 || this.#limit.conflicts(setting))
      return false;
    return request[1] > this.size && request[1] <= this.#limit.by(setting);
  }

  /** Where nobody waits: whether that will, for room. */
  isFullFor({ request, setting, timeout }: Using): boolean {
    if (request[0] !== "put" || timeout === 0 || this.#limit.conflicts(setting)) return false;
    return this.size >= this.#limit.by(setting);
  }

  snapshot(): State {
    return [
      this.#limit.size,
      this.#items.values,
      Array.from(this.#getters, ({ from, number, count }) => [from, number, count]),
      Array.from(this.#putters, ({ from, number, queued }) => [from, number, queued]),
      this.#pins.snapshot(),
      this.#deliveries.snapshot(),
    ];
  }

  restore([maxSize, items, getters, putters, pins, deliveries]: State): void {
    this.#limit.size = maxSize;
    for (const queued of items) this.#items.put(queued);
    for (const [from, number, count] of getters) this.#getters.add({ from, number, count });
    for (const [from, number, queued] of putters) this.#putters.add({ from, number, queued });
    this.#pins.restore(pins);
    this.#deliveries.restore(deliveries);
  }

  takeEffects(): readonly CoordinationEffect[] {
    return this.#outbox.take();
  }

  take(event: ItemsEvent): void {
    switch (event.type) {
      case "use":
        this.#use(event);
        break;
      case "expired":
        this.#expire(event);
        break;
      case "took":
        this.#deliveries.took(event);
        break;
      case "returned":
        this.#return(event, event.items);
        break;
      case "lapsed":
        for (const getter of this.#getters.part(event.from)) this.#outbox.reply(getter, ["lapsed"]);
        break;
      case "gone":
        this.#getters.part(event.from);
        for (const { queued } of this.#putters.part(event.from)) this.#pins.drop(queued[1]);
        this.#deliveries.part(event.from);
        break;
    }
    this.#settle();
    // An empty queue is as new: the next to say so sets its limit.
    if (this.blank) this.#limit.size = null;
  }

  #use(event: Using): void {
    const [kind] = event.request;
    const conflict = this.#adopt(event.setting);
    if (conflict !== null) return this.#decline(event, conflict);
    if (kind === "size") return this.#outbox.reply(event, ["size", this.size]);
    if (event.request[0] === "put") return this.#put(event, event.request[1]);
    return this.#get(event, event.request[1]);
  }

  #put({ from, number, stamp, timeout }: Using, item: Item): void {
    if (!this.#room && timeout === 0) return this.#outbox.reply({ from, number }, ["expired"]);
    const putter = { from, number, queued: [item, this.#pins.add(item, stamp)] as const };
    if (this.#room) this.#admit(putter);
    else this.#putters.queue(putter, timeout, this.#outbox);
  }

  #get({ from, number, timeout }: Using, count: number | null): void {
    const asker = { from, number };
    // What is there belongs to those who wait for more of it.
    if (count === null) return this.#serve(asker, this.getters > 0 ? 0 : this.size);
    if (count > this.#limit.by()) return this.#decline(asker, this.#limit.excess(count));
    if (this.getters === 0 && this.size >= count) this.#serve(asker, count);
    else this.#getters.queue({ ...asker, count }, timeout, this.#outbox);
  }

  /** Takes the limit that a user gives; says why where it cannot be. */
  #adopt(setting: number | null): string | null {
    if (setting === null || setting === this.#limit.size) return null;
    if (this.#limit.conflicts(setting)) return this.#limit.refusal(setting);
    this.#limit.size = setting;
    for (const getter of [...this.#getters]) {
      if (getter.count <= this.#limit.by()) continue;
      this.#getters.leave(getter);
      this.#decline(getter, this.#limit.excess(getter.count));
    }
    return null;
  }

  get #room(): boolean {
    return this.size < this.#limit.by();
  }

  #decline(asker: Asker, reason: string): void {
    this.#outbox.reply(asker, ["declined", "TROUPE", reason]);
  }

  #admit(putter: Putter): void {
    this.#items.put(putter.queued);
    this.#outbox.reply(putter, ["done"]);
  }

  #serve(getter: Asker, count: number): void {
    const taken = this.#items.take(count);
    this.#outbox.reply(getter, ["items", taken.map(([item]) => item)]);
    this.#deliveries.add(
      getter,
      taken.map(([, pin]) => pin),
    );
  }

  /** Items come out again before others, with the pins of those that have one. */
  #return(asker: Asker, items: readonly Item[]): void {
    const pins = [...this.#deliveries.cede(asker)];
    for (const item of items) this.#items.return([item, item[1].length > 0 ? (pins.shift() ?? 0) : 0]);
  }

  /** Q1. */
  #settle(): void {
    for (;;) {
      const getter = this.#getters.first;
      if (getter !== undefined && this.size >= getter.count) {
        this.#getters.shift();
        this.#serve(getter, getter.count);
        continue;
      }
      const putter = this.#room ? this.#putters.shift() : undefined;
      if (putter === undefined) return;
      this.#admit(putter);
    }
  }

  #expire(asker: Asker): void {
    const putter = this.#putters.leave(asker);
    if (putter !== undefined) this.#pins.drop(putter.queued[1]);
    if (putter ?? this.#getters.leave(asker)) this.#outbox.reply(asker, ["expired"]);
  }
}
