import type { Item, PrimitiveFigures, VariableRequest } from "../../src/protocol/coordination.ts";
import { Deliveries, type DeliveriesState } from "./deliveries.ts";
import type { CoordinationEffect, CoordinationEvent, Pinned, PrimitiveTables, UseEvent } from "./events.ts";
import { Line, type LineState, type Waiter } from "./line.ts";
import { type Asker, Outbox } from "./outbox.ts";
import { Pins, type PinsState } from "./pins.ts";

type State = readonly [
  item: Item | null,
  pin: number,
  getters: LineState,
  watchers: LineState,
  pins: PinsState,
  deliveries: DeliveriesState,
];

/** A value, or none; who waits until there is one, and who is told of every one. */
export class Register implements PrimitiveTables {
  #item: Item | null = null;
  #pin = 0;
  readonly #getters = new Line<Waiter>();
  readonly #watchers = new Line<Waiter>();
  readonly #outbox = new Outbox();
  readonly #pins = new Pins(this.#outbox);
  readonly #deliveries = new Deliveries(this.#pins);

  get set(): boolean {
    return this.#item !== null;
  }

  get waiting(): number {
    return this.#getters.size;
  }

  get figures(): PrimitiveFigures {
    return [null, null, [], this.#getters.front];
  }

  get blank(): boolean {
    return !this.set && this.waiting === 0 && this.#watchers.size === 0 && this.#deliveries.none;
  }

  get pinned(): readonly Pinned[] {
    return this.#pins.all;
  }

  /** Who is given what has futures inside is to say that it holds them. */
  isLook([kind]: VariableRequest): boolean {
    return kind === "get" && this.#item !== null && this.#pin === 0;
  }

  snapshot(): State {
    return [
      this.#item,
      this.#pin,
      this.#getters.snapshot(),
      this.#watchers.snapshot(),
      this.#pins.snapshot(),
      this.#deliveries.snapshot(),
    ];
  }

  restore([item, pin, getters, watchers, pins, deliveries]: State): void {
    this.#item = item;
    this.#pin = pin;
    for (const [from, number] of getters) this.#getters.add({ from, number });
    for (const [from, number] of watchers) this.#watchers.add({ from, number });
    this.#pins.restore(pins);
    this.#deliveries.restore(deliveries);
  }

  takeEffects(): readonly CoordinationEffect[] {
    return this.#outbox.take();
  }

  take(event: CoordinationEvent<VariableRequest>): void {
    switch (event.type) {
      case "use":
        return this.#use(event);
      case "expired": {
        const waited = this.#getters.leave(event) ?? this.#watchers.leave(event);
        if (waited !== undefined) this.#outbox.reply(event, ["expired"]);
        return;
      }
      case "took":
        return this.#deliveries.took(event);
      case "gone":
        this.#getters.part(event.from);
        this.#watchers.part(event.from);
        return this.#deliveries.part(event.from);
      // Who waits or watches takes nothing from anybody, and may be silent.
      case "lapsed":
        return;
    }
  }

  #use(event: UseEvent<VariableRequest>): void {
    const { from, number, request, timeout, stamp } = event;
    const asker = { from, number };
    switch (request[0]) {
      case "set": {
        const before = this.#pin;
        this.#item = request[1];
        this.#pin = this.#pins.add(request[1], stamp);
        this.#outbox.reply(asker, ["done"]);
        for (const getter of this.#getters.clear()) this.#give(getter, request[1]);
        for (const watcher of this.#watchers) this.#give(watcher, request[1]);
        return this.#pins.drop(before);
      }
      case "get":
        if (this.#item === null) this.#getters.queue(asker, timeout, this.#outbox);
        else this.#give(asker, this.#item);
        return;
      case "watch":
        // Asked again, it begins anew: what it was given last may not have arrived.
        if (this.#watchers.leave(asker) !== undefined) this.#deliveries.forget(asker);
        this.#watchers.add(asker);
        if (this.#item !== null) this.#give(asker, this.#item);
        return;
      case "delete":
        this.#item = null;
        this.#pins.drop(this.#pin);
        this.#pin = 0;
        return this.#outbox.reply(asker, ["done"]);
    }
  }

  #give(asker: Asker, item: Item): void {
    this.#pins.share(this.#pin);
    this.#deliveries.add(asker, [this.#pin]);
    this.#outbox.reply(asker, ["value", item]);
  }
}
