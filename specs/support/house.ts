import { Coordinator } from "../../src/cluster/coordinator.ts";
import type { PrimitiveEntry, Reply, ToPrimitives, Use } from "../../src/protocol/coordination.ts";
import type { ToClient } from "../../src/protocol/messages.ts";
import type { Log } from "../../src/store/log.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { item } from "./desk.ts";

export const EPOCH = 1000;

/** A coordinator by itself, under virtual time; with a log it goes on, once it is open, from where that ends. */
export class House {
  readonly clock = new SimulatedClock();
  readonly clients = new Set(["client.a", "client.b", "client.w-0"]);
  readonly tethered = new Set(["client.w-0"]);
  /** Clients that what is said to them does not reach. */
  readonly deaf = new Set<string>();
  readonly pins = new Map<number, readonly string[]>();
  /** What it ended of. */
  readonly failures: unknown[] = [];
  readonly coordinator: Coordinator;
  #replies: (readonly [to: string, reply: Reply])[] = [];
  readonly #unheard: (readonly [to: string, message: ToClient])[] = [];

  constructor(store: Log | null = null, epoch = EPOCH) {
    this.coordinator = new Coordinator({
      clock: this.clock,
      vigil: this.clock,
      epoch,
      graceMs: 60_000,
      store,
      broken: (error) => this.failures.push(error),
      reply: (to, number, reply) => {
        this.#replies.push([`${to.slice(7)}${number}`, reply]);
        if (this.deaf.has(to)) this.#unheard.push([to, ["used", number, reply]]);
      },
      unheard: (client) => this.#unheard.flatMap(([to, message]) => (to === client ? [message] : [])),
      pin: (pin, keys) => this.pins.set(pin, keys),
      unpin: (pin) => this.pins.delete(pin),
      recall: () => {},
      facts: () => [],
      isClient: (address) => this.clients.has(address),
      isTethered: (client) => this.tethered.has(client),
      log: ({ msg }) => this.failures.push(msg),
    });
  }

  /** One that goes on from where a log ends. */
  static async open(log: Log, epoch = EPOCH): Promise<House> {
    const house = new House(log, epoch);
    await house.coordinator.open();
    return house;
  }

  /** What came of it, as texts. */
  get replies(): string[] {
    return this.answers.map(([to, reply]) => `${to} ${reply[0]}`);
  }

  /** What came of it. */
  get answers(): (readonly [to: string, reply: Reply])[] {
    const replies = this.#replies;
    this.#replies = [];
    return replies;
  }

  say(client: string, message: ToPrimitives): void {
    this.coordinator.take(`client.${client}`, message);
  }

  use(client: string, number: number, use: Use, timeout: number | null = null): void {
    this.say(client, ["use", number, use, timeout]);
  }

  /** The token that a use was granted, which is all that came of what was said. */
  token(): number {
    const [, reply] = this.answers.at(-1) ?? [];
    if (reply?.[0] !== "granted") throw new Error(`Nothing was granted, but ${reply?.[0]}.`);
    return reply[1];
  }

  /** What the last of what came of it gives, as letters. */
  items(): string {
    const [, reply] = this.answers.at(-1) ?? [];
    if (reply?.[0] !== "items") throw new Error(`Nothing was given, but ${reply?.[0]}.`);
    return reply[1].map(([bytes]) => Buffer.from(bytes).toString()).join("");
  }

  /** Kind, name, state of each, and how many wait. */
  views(): (readonly [kind: string, name: string, state: string, waiting: number])[] {
    return this.survey().map(([kind, name, state, waiting]) => [kind, name, state, waiting]);
  }

  survey(): readonly PrimitiveEntry[] {
    this.say("b", ["survey", 99]);
    const [, reply] = this.#replies.pop() ?? [];
    return reply?.[0] === "primitives" ? reply[1] : [];
  }

  /** Lets time pass; those clients are heard all the while. */
  pass(ms: number, heard: readonly string[] = []): void {
    const end = this.clock.now() + ms;
    this.clock.after(ms, () => {});
    while (this.clock.now() < end) {
      for (const client of heard) this.coordinator.heard(`client.${client}`);
      this.clock.step();
    }
  }
}

export const acquire = (name: string): Use => ["lock", name, null, ["acquire"]];
export const release = (name: string, token: number): Use => ["lock", name, null, ["release", token]];
export const get: Use = ["queue", "q", null, ["get", 1]];
export const together = (name: string, ...locks: string[]): Use => [
  "multiLock",
  name,
  null,
  ["acquire", locks],
];

export const put = (letter: string, ...keys: string[]): Use => [
  "queue",
  "q",
  null,
  ["put", item(letter, ...keys)],
];

export const size: Use = ["queue", "q", null, ["size"]];
