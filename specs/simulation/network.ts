import type { Bus, BusStatus, Receiver, Subscription } from "../../src/bus/bus.ts";
import { ConnectionError, TimeoutError } from "../../src/protocol/errors.ts";
import type { SimulatedClock } from "./clock.ts";
import type { Random } from "./random.ts";

/** How badly the network treats messages. */
export interface Weather {
  /** Probabilities that a message is lost, or comes twice. */
  readonly drop: number;
  readonly repeat: number;
  /** Ms that a message takes at most; each takes its own time, so they overtake each other. */
  readonly delay: number;
}

interface Listener {
  readonly pattern: string;
  readonly receiver: Receiver;
  readonly bus: SimulatedBus;
  active: boolean;
}

/** A network that delays, reorders, drops and repeats what it carries, by the dice of a seed. */
export class SimulatedNetwork {
  readonly clock: SimulatedClock;
  readonly random: Random;
  weather: Weather;
  readonly listeners = new Set<Listener>();
  /** Messages that were carried, lost, repeated. */
  readonly counts = { carried: 0, dropped: 0, repeated: 0 };

  constructor(clock: SimulatedClock, random: Random, weather: Weather) {
    this.clock = clock;
    this.random = random;
    this.weather = weather;
  }

  connect(): SimulatedBus {
    return new SimulatedBus(this);
  }

  /** Delivers to all who listen, each at a time of its own; says how many there are. */
  carry(subject: string, bytes: Uint8Array, respond?: (reply: Uint8Array) => void): number {
    let targets = 0;
    for (const listener of this.listeners) {
      if (!matches(listener.pattern, subject)) continue;
      targets++;
      this.toss(() => {
        if (listener.active && listener.bus.hears) listener.receiver(bytes, subject, respond);
      });
    }
    return targets;
  }

  /** Sends one message through the weather. */
  toss(deliver: () => void): void {
    const { drop, repeat, delay } = this.weather;
    this.counts.carried++;
    if (this.random.chance(drop)) {
      this.counts.dropped++;
      return;
    }
    this.clock.after(this.random.next() * delay, deliver);
    if (!this.random.chance(repeat)) return;
    this.counts.repeated++;
    this.clock.after(this.random.next() * delay * 3, deliver);
  }
}

/** One process's connection to a simulated network; once cut, or as long as it is muted, nothing comes or goes. */
export class SimulatedBus implements Bus {
  readonly maxPayload = 64 * 1024;
  readonly status: BusStatus = "connected";
  alive = true;
  muted = false;
  readonly #network: SimulatedNetwork;

  constructor(network: SimulatedNetwork) {
    this.#network = network;
  }

  get hears(): boolean {
    return this.alive && !this.muted;
  }

  /** The process dies. */
  cut(): void {
    this.alive = false;
    for (const listener of this.#network.listeners)
      if (listener.bus === this) this.#network.listeners.delete(listener);
  }

  publish(subject: string, bytes: Uint8Array): void {
    if (this.hears) this.#network.carry(subject, bytes);
  }

  subscribe(pattern: string, receiver: Receiver): Subscription {
    const listener: Listener = { pattern, receiver, bus: this, active: true };
    this.#network.listeners.add(listener);
    return {
      unsubscribe: () => {
        listener.active = false;
        this.#network.listeners.delete(listener);
      },
    };
  }

  request(subject: string, bytes: Uint8Array, timeout: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (!this.hears) return;
      const answer = (reply: Uint8Array) =>
        this.#network.toss(() => {
          if (this.hears) resolve(reply);
        });
      const targets = this.#network.carry(subject, bytes, answer);
      if (targets === 0)
        this.#network.clock.after(1, () => reject(new ConnectionError(`Nobody listens at ${subject}.`)));
      this.#network.clock.after(timeout, () => reject(new TimeoutError(`No answer from ${subject}.`)));
    });
  }

  onStatus(): () => void {
    return () => {};
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {
    this.cut();
  }
}

function matches(pattern: string, subject: string): boolean {
  if (!pattern.endsWith(".>")) return pattern === subject;
  return subject.startsWith(pattern.slice(0, -1));
}
