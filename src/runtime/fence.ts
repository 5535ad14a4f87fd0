import type { Bus, BusStatus, Receiver, Subscription } from "../bus/bus.ts";
import { ConnectionError } from "../protocol/errors.ts";
import type { Clock } from "./clock.ts";

/**
 * The world as somebody sees it who may act at times only: while it is shut nothing is heard or said, as on a bus
 * that is cut off, and no timer fires. What was to happen meanwhile happens when it opens again.
 */
export class Fence {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly #isOpen: () => boolean;
  readonly #late = new Set<() => void>();
  readonly #listeners = new Set<(status: BusStatus) => void>();

  /** `isOpen` is asked before each thing that is done. */
  constructor(bus: Bus, clock: Clock, isOpen: () => boolean) {
    this.#isOpen = isOpen;
    this.bus = this.#guardBus(bus);
    this.clock = {
      now: () => clock.now(),
      soon: (act) => clock.soon(act),
      after: (ms, act) => {
        const fire = () => {
          if (isOpen()) act();
          else this.#late.add(act);
        };
        const cancel = clock.after(ms, fire);
        return () => {
          cancel();
          this.#late.delete(act);
        };
      },
    };
  }

  /** It is open again. */
  opened(): void {
    for (const listener of [...this.#listeners]) listener("connected");
    for (const act of [...this.#late]) if (this.#late.delete(act)) act();
  }

  #guardBus(bus: Bus): Bus {
    const isOpen = this.#isOpen;
    return {
      get maxPayload() {
        return bus.maxPayload;
      },
      get status() {
        return bus.status === "connected" && !isOpen() ? "disconnected" : bus.status;
      },
      publish(subject: string, bytes: Uint8Array): void {
        if (isOpen()) bus.publish(subject, bytes);
      },
      subscribe(subject: string, receiver: Receiver): Subscription {
        return bus.subscribe(subject, (bytes, from, respond) => {
          if (isOpen()) receiver(bytes, from, respond);
        });
      },
      request: (subject, bytes, timeout) => bus.request(subject, bytes, timeout),
      flush: async () => {
        await bus.flush();
        if (!isOpen())
          throw new ConnectionError("What arrived meanwhile may not have been heard: flush again.");
      },
      close: () => bus.close(),
      onStatus: (listener) => {
        this.#listeners.add(listener);
        const stop = bus.onStatus((status) => {
          if (status !== "connected" || isOpen()) listener(status);
        });
        return () => {
          stop();
          this.#listeners.delete(listener);
        };
      },
    };
  }
}
