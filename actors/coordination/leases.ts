import type { LeaseRequest } from "../../src/protocol/coordination.ts";
import type { CoordinationEffect, CoordinationEvent, PrimitiveTables } from "./events.ts";
import { Line, type Waiter } from "./line.ts";
import { type Asker, Outbox } from "./outbox.ts";

/** Leases that are taken, and who waits for one. */
export class Leases implements PrimitiveTables {
  /** Leases that there are. */
  capacity: number;
  readonly #name: string;
  /** Holders by token. */
  readonly #holders = new Map<number, string>();
  readonly #line = new Line<Waiter>();
  readonly #outbox = new Outbox();
  #token = 0;

  constructor(name: string, capacity: number) {
    this.#name = name;
    this.capacity = capacity;
  }

  get waiting(): number {
    return this.#line.size;
  }

  get taken(): number {
    return this.#holders.size;
  }

  get blank(): boolean {
    return this.#holders.size === 0;
  }

  takeEffects(): readonly CoordinationEffect[] {
    return this.#outbox.take();
  }

  /** Takes any event; nobody waits while a lease is left. */
  take(event: CoordinationEvent<LeaseRequest>): void {
    switch (event.type) {
      case "use":
        if (event.request[0] === "release") this.#release(event, event.request[1]);
        else if (this.taken < this.capacity) this.#grant(event, event.stamp);
        else this.#line.queue(event, event.timeout, this.#outbox);
        break;
      case "withdraw":
        this.#line.leave(event.from, event.number);
        break;
      case "expired":
        if (this.#line.leave(event.from, event.number)) this.#outbox.reply(event, ["expired"]);
        break;
      case "lapsed":
        for (const waiter of this.#line.part(event.from)) this.#outbox.reply(waiter, ["lapsed"]);
        this.#end(event.from);
        break;
      case "gone":
        this.#line.part(event.from);
        this.#end(event.from);
        break;
      case "took":
        break;
    }
    this.give(event.stamp);
  }

  /** Gives leases that are left to who waits. */
  give(stamp: number): void {
    while (this.taken < this.capacity) {
      const next = this.#line.shift();
      if (next === undefined) return;
      this.#grant(next, stamp);
    }
  }

  decline(asker: Asker, reason: string): void {
    this.#outbox.reply(asker, ["declined", "TROUPE", reason]);
  }

  #grant(waiter: Asker, stamp: number): void {
    this.#token = Math.max(stamp, this.#token + 1);
    this.#holders.set(this.#token, waiter.from);
    this.#outbox.reply(waiter, ["granted", this.#token]);
  }

  #release(asker: Asker, token: number): void {
    if (this.#holders.get(token) === asker.from) {
      this.#holders.delete(token);
      this.#outbox.reply(asker, ["done"]);
    } else {
      this.decline(
        asker,
        `"${this.#name}" is not held with this lease any more: it was released, or given on when nothing was heard of its holder for too long.`,
      );
    }
  }

  #end(from: string): void {
    for (const [token, holder] of this.#holders) if (holder === from) this.#holders.delete(token);
  }
}
