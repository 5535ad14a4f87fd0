import type { MultiLockRequest, PrimitiveFigures } from "../../src/protocol/coordination.ts";
import type { CoordinationEffect, CoordinationEvent, PrimitiveTables, UseEvent } from "./events.ts";
import { type Asker, Outbox } from "./outbox.ts";

/** What a multi-lock is told: as every primitive, and that a lock is its own. */
export type BundleEvent =
  | CoordinationEvent<MultiLockRequest>
  | { readonly type: "granted"; readonly number: number; readonly stamp: number };

interface Owner extends Asker {
  /** In the order in which every multi-lock takes them, so that none waits for one that waits for it. */
  readonly locks: readonly string[];
  /** Locks asked for so far. */
  asked: number;
  /** What it is held by; 0 while locks are missing. */
  token: number;
}

type State = readonly [
  owner:
    | readonly [from: string, number: number, locks: readonly string[], asked: number, token: number]
    | null,
];

/** Several locks that one user holds or takes. */
export class Bundle implements PrimitiveTables {
  #owner: Owner | null = null;
  readonly #outbox = new Outbox();
  readonly pinned = [];

  get held(): boolean {
    return this.#owner !== null && this.#owner.token > 0;
  }

  get taking(): boolean {
    return this.#owner?.token === 0;
  }

  get waiting(): number {
    return this.taking ? 1 : 0;
  }

  get figures(): PrimitiveFigures {
    const owner = this.#owner === null ? [] : [this.#owner.from];
    return [null, null, this.held ? owner : [], this.taking ? owner : []];
  }

  get blank(): boolean {
    return this.#owner === null;
  }

  isLook(): boolean {
    return false;
  }

  snapshot(): State {
    const owner = this.#owner;
    return [owner && [owner.from, owner.number, owner.locks, owner.asked, owner.token]];
  }

  restore([state]: State): void {
    if (state === null) return;
    const [from, number, locks, asked, token] = state;
    this.#owner = { from, number, locks, asked, token };
  }

  takeEffects(): readonly CoordinationEffect[] {
    return this.#outbox.take();
  }

  take(event: BundleEvent): void {
    const owner = this.#owner;
    switch (event.type) {
      case "use":
        return this.#use(event);
      case "granted":
        if (owner !== null && event.number === owner.asked) this.#next(owner, event.stamp);
        return;
      case "expired":
        if (owner === null || event.from !== owner.from || event.number !== owner.number || this.held) return;
        this.#outbox.reply(owner, ["expired"]);
        return this.#leave(owner);
      case "lapsed":
      case "gone":
        if (event.from !== owner?.from) return;
        if (event.type === "lapsed" && this.taking) this.#outbox.reply(owner, ["lapsed"]);
        return this.#leave(owner);
      case "took":
        return;
    }
  }

  #use(event: UseEvent<MultiLockRequest>): void {
    const { from, number, request, timeout, stamp } = event;
    const owner = this.#owner;
    if (request[0] === "acquire") {
      if (owner !== null) return this.#decline(event, "A multi-lock is taken once at a time.");
      const locks = [...new Set(request[1])].sort();
      this.#owner = { from, number, locks, asked: 0, token: 0 };
      if (timeout !== null) this.#outbox.add({ type: "expireAfter", from, number, ms: timeout });
      return this.#next(this.#owner, stamp);
    }
    if (owner === null || owner.from !== from || owner.token !== request[1]) {
      const why = "they were released, or given on when nothing was heard of their holder for too long";
      return this.#decline(
        event,
        `The locks are not held by this lease any more: ${why}. Acquire them again.`,
      );
    }
    this.#outbox.reply(event, ["done"]);
    this.#leave(owner);
  }

  /** Asks for the next lock, or is done. */
  #next(owner: Owner, stamp: number): void {
    const lock = owner.locks[owner.asked];
    if (lock !== undefined) return this.#outbox.add({ type: "acquire", lock, number: ++owner.asked });
    owner.token = stamp;
    this.#outbox.reply(owner, ["granted", stamp]);
  }

  #leave({ locks, asked }: Owner): void {
    this.#owner = null;
    this.#outbox.add({ type: "leave", locks: locks.slice(0, asked) });
  }

  #decline(asker: Asker, reason: string): void {
    this.#outbox.reply(asker, ["declined", "TROUPE", reason]);
  }
}
