import type { EventRequest, PrimitiveFigures } from "../../src/protocol/coordination.ts";
import type { CoordinationEffect, CoordinationEvent, PrimitiveTables, UseEvent } from "./events.ts";
import { Line, type LineState, type Waiter } from "./line.ts";
import { Outbox } from "./outbox.ts";

type State = readonly [set: boolean, line: LineState];

/** Whether an event has happened, and who waits for that. */
export class Flag implements PrimitiveTables {
  #set = false;
  readonly #line = new Line<Waiter>();
  readonly #outbox = new Outbox();
  readonly pinned = [];

  get waiting(): number {
    return this.#line.size;
  }

  get figures(): PrimitiveFigures {
    return [null, null, [], this.#line.front];
  }

  get blank(): boolean {
    return !this.#set && this.waiting === 0;
  }

  isLook([kind]: EventRequest): boolean {
    return kind === "isSet" || (kind === "wait" && this.#set);
  }

  snapshot(): State {
    return [this.#set, this.#line.snapshot()];
  }

  restore([set, line]: State): void {
    this.#set = set;
    for (const [from, number] of line) this.#line.add({ from, number });
  }

  takeEffects(): readonly CoordinationEffect[] {
    return this.#outbox.take();
  }

  take(event: CoordinationEvent<EventRequest>): void {
    switch (event.type) {
      case "use":
        return this.#use(event);
      case "expired":
        if (this.#line.leave(event) !== undefined) this.#outbox.reply(event, ["expired"]);
        return;
      case "gone":
        this.#line.part(event.from);
        return;
      // Who waits takes nothing from anybody, and may be silent.
      case "lapsed":
      case "took":
        return;
    }
  }

  #use(event: UseEvent<EventRequest>): void {
    const [kind] = event.request;
    if (kind === "isSet") return this.#outbox.reply(event, ["flag", this.#set]);
    if (kind === "wait" && !this.#set) {
      return this.#line.queue({ from: event.from, number: event.number }, event.timeout, this.#outbox);
    }
    if (kind !== "wait") this.#set = kind === "set";
    this.#outbox.reply(event, ["done"]);
    if (kind === "set") for (const waiter of this.#line.clear()) this.#outbox.reply(waiter, ["done"]);
  }
}
