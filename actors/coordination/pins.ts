import type { Item } from "../../src/protocol/coordination.ts";
import type { Pinned } from "./events.ts";
import type { Outbox } from "./outbox.ts";

interface Pin {
  readonly keys: readonly string[];
  shares: number;
}

/** State of all pins. */
export type PinsState = readonly (readonly [pin: number, shares: number, keys: readonly string[]])[];

/** Keeps the futures and actors inside items alive for as long as somebody has a share in the pin of one. */
export class Pins {
  readonly #outbox: Outbox;
  readonly #pins = new Map<number, Pin>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  get all(): readonly Pinned[] {
    return Array.from(this.#pins, ([pin, { keys }]) => [pin, keys]);
  }

  /** A first share in an item's pin, which goes by the stamp of the event that brought it; 0 where it needs none. */
  add([, keys]: Item, stamp: number): number {
    if (keys.length === 0) return 0;
    this.#pins.set(stamp, { keys, shares: 1 });
    this.#outbox.add({ type: "pin", pin: stamp, keys });
    return stamp;
  }

  /** One share more. */
  share(pin: number): void {
    const shared = this.#pins.get(pin);
    if (shared !== undefined) shared.shares++;
  }

  /** One share less; without any the pin goes. */
  drop(pin: number): void {
    const shared = this.#pins.get(pin);
    if (shared === undefined || --shared.shares > 0) return;
    this.#pins.delete(pin);
    this.#outbox.add({ type: "unpin", pin });
  }

  snapshot(): PinsState {
    return Array.from(this.#pins, ([pin, { shares, keys }]) => [pin, shares, keys]);
  }

  restore(state: PinsState): void {
    for (const [pin, shares, keys] of state) this.#pins.set(pin, { keys, shares });
  }
}
