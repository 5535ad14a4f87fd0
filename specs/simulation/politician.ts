import type { Bus, BusStatus, Receiver, Subscription } from "../../src/bus/bus.ts";
import { type SchedulerService, serveScheduler } from "../../src/cluster/scheduler.ts";
import { ConnectionError, TimeoutError } from "../../src/protocol/errors.ts";
import type { Lead, LeadRecord } from "../../src/protocol/lead.ts";
import type { Cancel, Clock } from "../../src/runtime/clock.ts";
import type { Leadership } from "../../src/store/leadership.ts";
import type { SimulatedClock } from "./clock.ts";
import type { Random } from "./random.ts";

/** What is around a process: all the others, a clock and a store for all, and chance. */
export interface Surroundings {
  readonly clock: SimulatedClock;
  readonly record: Leadership;
  readonly random: Random;
  readonly story: string[];
  readonly people: readonly Politician[];
  /** Who has come to lead, in that order. */
  readonly reigns: Politician[];
  /** Whether the store has not heard, or is not heard. */
  fails(): boolean;
  /** A message or a word to the store is on its way. */
  later(act: () => void): void;
}

/** One process that may lead: it can die, freeze, and be cut off from all others and from the store. */
export class Politician implements Bus, Leadership, Clock {
  readonly maxPayload = 64 * 1024;
  readonly name: string;
  readonly service: SchedulerService;
  status: BusStatus = "connected";
  alive = true;
  #frozen = false;
  /** What waits until it thaws. */
  #late: (() => void)[] = [];
  readonly #town: Surroundings;
  readonly #receivers = new Map<string, Set<Receiver>>();
  readonly #watchers = new Set<(status: BusStatus) => void>();

  constructor(town: Surroundings, name: string, standby: boolean) {
    this.#town = town;
    this.name = name;
    const candidature = { leadership: this, holder: name, standby };
    const log = (text: string) => town.story.push(`${town.clock.now()} ${name}: ${text}`);
    this.service = serveScheduler({
      bus: this,
      clock: this,
      cluster: "town",
      candidature,
      log: ({ msg }) => log(msg),
    });
    this.service.leading.then(
      () => {
        log("leads");
        town.reigns.push(this);
      },
      () => {},
    );
    void this.service.ended
      .then(
        (how) => log(how),
        (error: Error) => log(error.message),
      )
      .then(() => {
        this.alive = false;
      });
  }

  get reachable(): boolean {
    return this.alive && this.status === "connected";
  }

  die(): void {
    this.alive = false;
  }

  freeze(ms: number): void {
    this.#frozen = true;
    this.#town.clock.after(ms, () => {
      this.#frozen = false;
      const late = this.#late;
      this.#late = [];
      // What comes in first after a freeze is a matter of chance.
      for (const act of this.#town.random.chance(0.5) ? late : late.reverse()) this.#live(act);
    });
  }

  /** What it says is lost from now on; it connects again some time after it has noticed. */
  cut(ms: number): void {
    if (this.status !== "connected") return;
    this.status = "disconnected";
    this.#live(() => {
      this.#tell("disconnected");
      this.#town.clock.after(ms, () =>
        this.#live(() => {
          this.status = "connected";
          this.#tell("connected");
        }),
      );
    });
  }

  listens(subject: string): boolean {
    return this.reachable && (this.#receivers.get(subject)?.size ?? 0) > 0;
  }

  /** A message gets here, if anything does. */
  hear(subject: string, bytes: Uint8Array, answer?: (reply: Uint8Array) => void): void {
    this.#live(() => {
      if (!this.reachable) return;
      for (const receiver of [...(this.#receivers.get(subject) ?? [])]) receiver(bytes, subject, answer);
    });
  }

  /** Does something in this process, now or when it can. */
  readonly #live = (act: () => void): void => {
    if (!this.alive) return;
    if (this.#frozen) this.#late.push(act);
    else act();
  };

  #tell(status: BusStatus): void {
    for (const watcher of this.#watchers) watcher(status);
  }

  now(): number {
    return this.#town.clock.now();
  }

  soon(act: () => void): void {
    this.#town.clock.soon(() => this.#live(act));
  }

  after(ms: number, act: () => void): Cancel {
    let cancelled = false;
    this.#town.clock.after(ms, () => this.#live(() => cancelled || act()));
    return () => {
      cancelled = true;
    };
  }

  publish(subject: string, bytes: Uint8Array): void {
    if (!this.reachable) return;
    for (const other of this.#town.people) this.#town.later(() => other.hear(subject, bytes));
  }

  subscribe(subject: string, receiver: Receiver): Subscription {
    const receivers = this.#receivers.get(subject) ?? new Set();
    this.#receivers.set(subject, receivers.add(receiver));
    return { unsubscribe: () => void receivers.delete(receiver) };
  }

  request(subject: string, bytes: Uint8Array, timeout: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const others = this.#town.people.filter((other) => other.listens(subject));
      if (!this.reachable || others.length === 0)
        return void this.#town.later(() => this.#live(() => reject(new ConnectionError("Nobody listens."))));
      this.after(timeout, () => reject(new TimeoutError("Nobody answers.")));
      const answer = (reply: Uint8Array) => this.#town.later(() => this.#live(() => resolve(reply)));
      for (const other of others) this.#town.later(() => other.hear(subject, bytes, answer));
    });
  }

  onStatus(listener: (status: BusStatus) => void): () => void {
    this.#watchers.add(listener);
    return () => void this.#watchers.delete(listener);
  }

  look(): Promise<LeadRecord> {
    return this.#ask(() => this.#town.record.look());
  }

  write(lead: Lead, version: number): Promise<number | null> {
    return this.#ask(() => this.#town.record.write(lead, version));
  }

  /** The store hears or does not, and so does who asked. */
  #ask<T>(act: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.after(500, () => reject(new TimeoutError("The store does not answer.")));
      const town = this.#town;
      town.later(() => {
        if (!this.reachable || town.fails()) return;
        void act().then((answer) => {
          if (!town.fails()) town.later(() => this.reachable && this.#live(() => resolve(answer)));
        });
      });
    });
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {}
}
