import type { Bus } from "../bus/bus.ts";
import type { Cancel, Clock } from "./clock.ts";

/**
 * Measures silence. Nobody is heard while the way to the server is cut or stuck, so time counts only when what was
 * sent to this process before its end has arrived.
 */
export class Vigil {
  readonly #bus: Pick<Bus, "flush">;
  readonly #clock: Clock;

  constructor(bus: Pick<Bus, "flush">, clock: Clock) {
    this.#bus = bus;
    this.#clock = clock;
  }

  /** Calls `act` once after `ms`, and when the server has answered after that. */
  after(ms: number, act: () => void): Cancel {
    let over = false;
    const once = (then: () => void) => () => {
      if (!over) then();
    };
    const look = () => {
      this.#bus.flush().then(once(act), once(wait));
    };
    let cancel: Cancel = () => {};
    const wait = () => {
      cancel = this.#clock.after(ms, look);
    };
    wait();
    return () => {
      over = true;
      cancel();
    };
  }
}
