import type { LeaseRequest, PrimitiveFigures } from "../../src/protocol/coordination.ts";
import type { CoordinationEffect, CoordinationEvent, PrimitiveTables, UseEvent } from "./events.ts";
import { Line, type LineState, SHOWN, type Waiter } from "./line.ts";
import { type Asker, Outbox } from "./outbox.ts";

type State = readonly [
  capacity: number | null,
  token: number,
  holders: readonly (readonly [token: number, from: string])[],
  line: LineState,
];

/**
 * Leases that are taken, and who waits for one.
 *
 * L1. Nobody waits while a lease is left.
 * L2. Every grant has a greater token than all before it.
 */
export class Leases implements PrimitiveTables {
  readonly #what: string;
  readonly #fixed: number | null;
  /** Null until somebody says. */
  #capacity: number | null;
  /** Holders by token. */
  readonly #holders = new Map<number, string>();
  readonly #line = new Line<Waiter>();
  readonly #outbox = new Outbox();
  #token = 0;
  readonly pinned = [];

  /** `capacity` is how many leases there are; null where users say. */
  constructor(kind: string, name: string, capacity: number | null) {
    this.#what = `${kind} "${name}"`;
    this.#fixed = capacity;
    this.#capacity = capacity;
  }

  get waiting(): number {
    return this.#line.size;
  }

  get taken(): number {
    return this.#holders.size;
  }

  get left(): number {
    return Math.max(0, (this.#capacity ?? 1) - this.taken);
  }

  get figures(): PrimitiveFigures {
    const holders = [...this.#holders.values()].slice(0, SHOWN);
    const single = this.#fixed !== null;
    return [single ? null : this.taken, single ? null : (this.#capacity ?? 1), holders, this.#line.front];
  }

  get blank(): boolean {
    return this.taken === 0;
  }

  /** Whether nobody has it any more after that event. */
  isFreedBy(event: CoordinationEvent<LeaseRequest>): boolean {
    switch (event.type) {
      case "use": {
        const [kind, token] = event.request;
        const own = kind === "release" && this.#holders.get(token) === event.from;
        return own && this.taken === 1 && this.waiting === 0;
      }
      case "lapsed":
      case "gone":
        return (
          this.#line.isOf(event.from) && [...this.#holders.values()].every((holder) => holder === event.from)
        );
      case "expired":
      case "took":
        return false;
    }
  }

  /** Who asks for a lease, or gives one back, changes something even where that is declined: how many there are. */
  isLook(): boolean {
    return false;
  }

  snapshot(): State {
    return [this.#capacity, this.#token, [...this.#holders], this.#line.snapshot()];
  }

  restore([capacity, token, holders, line]: State): void {
    this.#capacity = capacity;
    this.#token = token;
    for (const [held, from] of holders) this.#holders.set(held, from);
    for (const [from, number] of line) this.#line.add({ from, number });
  }

  takeEffects(): readonly CoordinationEffect[] {
    return this.#outbox.take();
  }

  take(event: CoordinationEvent<LeaseRequest>): void {
    switch (event.type) {
      case "use":
        this.#use(event);
        break;
      case "expired":
        if (this.#line.leave(event) !== undefined) this.#outbox.reply(event, ["expired"]);
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
    this.#give(event.stamp);
    // Without holders it is as new: the next to say so sets how many leases there are.
    if (this.blank) this.#capacity = this.#fixed;
  }

  #use(event: UseEvent<LeaseRequest>): void {
    const { setting, request, stamp, timeout } = event;
    if (setting !== null && setting !== this.#capacity) {
      if (this.#capacity !== null)
        return this.#decline(
          event,
          `${this.#what} has ${this.#capacity} leases, not ${setting}. Give the same number, or none.`,
        );
      this.#capacity = setting;
      this.#give(stamp);
    }
    if (request[0] === "release") this.#release(event, request[1]);
    else if (this.left > 0) this.#grant(event, stamp);
    else this.#line.queue({ from: event.from, number: event.number }, timeout, this.#outbox);
  }

  /** L1. */
  #give(stamp: number): void {
    while (this.left > 0) {
      const next = this.#line.shift();
      if (next === undefined) return;
      this.#grant(next, stamp);
    }
  }

  /** L2: an event may grant several, and stamps are apart by one. */
  #grant(asker: Asker, stamp: number): void {
    this.#token = Math.max(stamp, this.#token + 1);
    this.#holders.set(this.#token, asker.from);
    this.#outbox.reply(asker, ["granted", this.#token]);
  }

  #release(asker: Asker, token: number): void {
    if (this.#holders.get(token) !== asker.from) {
      const why = "it was released, or given on when nothing was heard of its holder for too long";
      return this.#decline(
        asker,
        `${this.#what} is not held by this lease any more: ${why}. Acquire it again.`,
      );
    }
    this.#holders.delete(token);
    this.#outbox.reply(asker, ["done"]);
  }

  #decline(asker: Asker, reason: string): void {
    this.#outbox.reply(asker, ["declined", "TROUPE", reason]);
  }

  #end(from: string): void {
    for (const [token, holder] of this.#holders) if (holder === from) this.#holders.delete(token);
  }
}
