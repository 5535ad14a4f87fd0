import type { Item } from "../../src/protocol/coordination.ts";
import type { Outbox } from "./outbox.ts";

/** Keeps the futures and actors inside items alive for as long as somebody has a share in the pin of one. */
export class Pins {
  readonly #outbox: Outbox;
  readonly #shares = new Map<number, number>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** A first share in an item's pin, which goes by the stamp of the event that brought it; 0 where it needs none. */
  add([, keys]: Item, stamp: number): number {
    if (keys.length === 0) return 0;
    this.#shares.set(stamp, 1);
    this.#outbox.add({ type: "pin", pin: stamp, keys });
    return stamp;
  }

  /** One share more. */
  share(pin: number): void {
    if (pin !== 0) this.#shares.set(pin, (this.#shares.get(pin) ?? 0) + 1);
  }

  /** One share less; without any the pin goes. */
  drop(pin: number): void {
    if (pin === 0) return;
    const left = (this.#shares.get(pin) ?? 1) - 1;
    if (left > 0) {
      this.#shares.set(pin, left);
      return;
    }
    this.#shares.delete(pin);
    this.#outbox.add({ type: "unpin", pin });
  }
}
