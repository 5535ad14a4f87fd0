import { createHash } from "node:crypto";
import type { Receiver } from "../../src/bus/bus.ts";
import { Routes } from "../../src/bus/routes.ts";
import { SimulatedBus } from "./bus.ts";
import type { SimulatedClock } from "./clock.ts";
import type { SimulatedProcess } from "./process.ts";
import type { Random } from "./random.ts";

/** How badly the network treats messages. */
export interface Weather {
  /** Probabilities that a message is lost, or comes twice. */
  readonly drop: number;
  readonly repeat: number;
  /** Ms that a message takes at most; those of one sender to one receiver come in their order. */
  readonly delay: number;
}

interface Listener {
  readonly receiver: Receiver;
  readonly bus: SimulatedBus;
  active: boolean;
}

/** Whether what one connection sends does not reach another. */
export type Partition = (from: SimulatedBus, to: SimulatedBus) => boolean;

/** A NATS server with the ways to it, which delays, drops and repeats what it carries, by the dice of a seed. */
export class SimulatedNetwork {
  readonly clock: SimulatedClock;
  readonly random: Random;
  weather: Weather;
  /** Messages that were carried, lost, repeated. */
  readonly counts = { carried: 0, dropped: 0, repeated: 0 };
  readonly #routes = new Routes<Listener>();
  readonly #buses = new Set<SimulatedBus>();
  readonly #partitions = new Set<Partition>();
  readonly #trace = createHash("sha256");
  /** When something arrived last, by receiver and subject. */
  readonly #arrivals = new Map<string, number>();

  constructor(clock: SimulatedClock, random: Random, weather: Weather) {
    this.clock = clock;
    this.random = random;
    this.weather = weather;
  }

  /** Bad weather by the dice, in which at most a share `worst` of all messages is lost, and which is over after `ms`. */
  storm(ms: number, worst = 0.1): void {
    const { random } = this;
    const fair = this.weather;
    this.weather = {
      drop: random.next() * worst,
      repeat: random.next() * 0.1,
      delay: 1 + random.next() * 40,
    };
    this.clock.after(ms, () => {
      this.weather = fair;
    });
  }

  /** A connection of a process; without one, of somebody who is always there. */
  connect(process: SimulatedProcess | null = null): SimulatedBus {
    const bus = new SimulatedBus(this, process);
    this.#buses.add(bus);
    process?.atEnd(() => bus.cut());
    return bus;
  }

  /** What stands for all that has arrived so far, when and in which order. */
  get fingerprint(): string {
    return this.#trace.copy().digest("hex");
  }

  /** When something arrived last at a process on that subject, ms; before all else where nothing has. */
  arrival(subject: string, at: SimulatedProcess): number {
    return this.#arrivals.get(`${at.name} ${subject}`) ?? Number.NEGATIVE_INFINITY;
  }

  /** Begins to route messages to a receiver; returns what ends that. */
  attach(pattern: string, receiver: Receiver, bus: SimulatedBus): () => void {
    const listener: Listener = { receiver, bus, active: true };
    this.#routes.add(pattern, listener);
    return () => {
      if (listener.active) this.#routes.delete(pattern, listener);
      listener.active = false;
    };
  }

  detach(bus: SimulatedBus): void {
    this.#buses.delete(bus);
  }

  /** Delivers to all who listen, each at a time of its own; says how many there are. */
  carry(
    subject: string,
    bytes: Uint8Array,
    from: SimulatedBus | null = null,
    answer?: (reply: Uint8Array, by: SimulatedBus) => void,
  ): number {
    const targets = this.#routes.find(subject);
    for (const listener of targets) {
      const respond = answer && ((reply: Uint8Array) => answer(reply, listener.bus));
      this.toss(from, listener.bus, () => {
        if (!listener.active || !listener.bus.hears) return;
        this.#trace.update(`${this.clock.now()} ${subject} `).update(bytes);
        this.#arrivals.set(`${listener.bus.process?.name} ${subject}`, this.clock.now());
        listener.receiver(bytes, subject, respond);
      });
    }
    return targets.length;
  }

  /** Sends one message through the weather. */
  toss(from: SimulatedBus | null, to: SimulatedBus, deliver: () => void): void {
    const { drop, repeat, delay } = this.weather;
    this.counts.carried++;
    if (this.random.chance(drop) || this.#isApart(from, to)) {
      this.counts.dropped++;
      return;
    }
    const soonest = this.clock.now() + this.random.next() * delay;
    this.#deliver(to.turnOf(from, soonest), to, deliver);
    if (!this.random.chance(repeat)) return;
    this.counts.repeated++;
    this.#deliver(this.clock.now() + this.random.next() * delay * 3, to, deliver);
  }

  /** What the partition says does not arrive, until it heals by the returned function. */
  part(partition: Partition): () => void {
    this.#partitions.add(partition);
    return () => void this.#partitions.delete(partition);
  }

  /** Connections are cut, with what is under way to them, and found again some time after `ms`. */
  cut(isMeant: (bus: SimulatedBus) => boolean, ms: number): void {
    for (const bus of [...this.#buses].filter(isMeant)) {
      const again = bus.lose();
      this.clock.after(ms + this.random.next() * 100, again);
    }
  }

  #deliver(at: number, to: SimulatedBus, deliver: () => void): void {
    const { connection } = to;
    this.clock.at(at, () => {
      if (connection === to.connection) to.admit(deliver);
    });
  }

  #isApart(from: SimulatedBus | null, to: SimulatedBus): boolean {
    if (from === null) return false;
    for (const partition of this.#partitions) if (partition(from, to)) return true;
    return false;
  }
}
