import type { CoordinationEffect } from "../../actors/coordination/events.ts";
import type { PrimitiveKind, PrimitiveView, Reply, ToPrimitives } from "../protocol/coordination.ts";
import type { ToScheduler } from "../protocol/messages.ts";
import type { Cancel, Clock } from "../runtime/clock.ts";
import type { Vigil } from "../runtime/vigil.ts";
import { Primitive, type PrimitiveEvent } from "./primitive.ts";

/** Time between two looks at who is silent and what is not needed any more, ms. */
const SWEEP_MS = 1000;
/** Sweeps without a word after which a client loses its leases and its place. */
const SILENCE = 5;
/** More events than a scheduler has in the ms that are the unit of epochs. */
const STAMPS_A_MS = 1024;
/** Address of a multi-lock, as the locks that it takes know it; its name follows. */
const MULTI_LOCK = "multiLock.";

/** What the primitives of a cluster need of the scheduler that they live beside. */
export interface CoordinatorSeams {
  readonly clock: Clock;
  /** In time that a silence counts in. */
  readonly vigil: Pick<Vigil, "after">;
  /** Which of the schedulers that this cluster has over time; later ones are greater. */
  readonly epoch: number;
  reply(to: string, number: number, reply: Reply): void;
  /** Futures and actors with these keys live until the pin is taken out. */
  pin(pin: number, keys: readonly string[]): void;
  unpin(pin: number): void;
  isClient(address: string): boolean;
  /** Whether a client is on a thread of a worker that is there, and lives as long as that, silent or not. */
  isTethered(client: string): boolean;
  log(text: string): void;
}

/** A client that has to do with primitives. */
interface Guest {
  readonly primitives: Set<Primitive>;
  /** By the number of the use that they are for. */
  readonly timers: Map<number, Cancel>;
  /** Sweeps since it was heard last. */
  silence: number;
}

const WORDS: ReadonlySet<string> = new Set<ToPrimitives[0]>(["use", "withdraw", "took", "survey"]);

export function isToPrimitives(message: ToScheduler): message is ToPrimitives {
  return WORDS.has(message[0]);
}

/** Hosts the primitives of a cluster: brings each its events, in order, and does what it wants done. */
export class Coordinator {
  readonly #seams: CoordinatorSeams;
  readonly #primitives = new Map<string, Primitive>();
  /** Those that were as new when they were told something last. */
  readonly #blank = new Set<Primitive>();
  readonly #guests = new Map<string, Guest>();
  /** Numbers every event. */
  #stamp: number;
  #sweeping: Cancel | null = null;

  constructor(seams: CoordinatorSeams) {
    this.#seams = seams;
    this.#stamp = seams.epoch * STAMPS_A_MS;
  }

  /** Takes what a client says; who is none is not heard. */
  take(from: string, message: ToPrimitives): void {
    if (!this.#seams.isClient(from)) return;
    switch (message[0]) {
      case "use": {
        const [type, number, [kind, name, setting, request], timeout] = message;
        const primitive = this.#open(kind, name);
        this.#admit(from, primitive);
        return this.#tell(primitive, { type, from, number, setting, request, timeout, stamp: this.#next() });
      }
      case "withdraw":
      case "took": {
        const [word, number, kind, name] = message;
        const type = word === "withdraw" ? "expired" : word;
        const primitive = this.#primitives.get(addressOf(kind, name));
        if (primitive !== undefined) this.#tell(primitive, { type, from, number, stamp: this.#next() });
        return;
      }
      case "survey":
        return this.#seams.reply(from, message[1], ["primitives", this.#views()]);
    }
  }

  /** A client has said something, whatever it was. */
  heard(client: string): void {
    const guest = this.#guests.get(client);
    if (guest !== undefined) guest.silence = 0;
  }

  /** The bus was cut: that somebody was silent until now says nothing about him. */
  reconnected(): void {
    for (const guest of this.#guests.values()) guest.silence = 0;
  }

  /** A client is gone: what it has goes on to others. */
  vacate(client: string): void {
    const guest = this.#guests.get(client);
    if (guest === undefined) return;
    this.#guests.delete(client);
    for (const cancel of guest.timers.values()) cancel();
    for (const primitive of guest.primitives) {
      primitive.guests.delete(client);
      this.#tell(primitive, { type: "gone", from: client, stamp: this.#next() });
    }
  }

  close(): void {
    this.#sweeping?.();
    for (const { timers } of this.#guests.values()) for (const cancel of timers.values()) cancel();
  }

  #next(): number {
    return ++this.#stamp;
  }

  #views(): PrimitiveView[] {
    return [...this.#primitives.values()].filter(({ blank }) => !blank).map(({ view }) => view);
  }

  #open(kind: PrimitiveKind, name: string): Primitive {
    const address = addressOf(kind, name);
    const present = this.#primitives.get(address);
    if (present !== undefined) return present;
    const primitive: Primitive = new Primitive(
      kind,
      name,
      (effect) => this.#perform(primitive, effect),
      (error) => {
        this.#forget(primitive);
        this.#seams.log(`The ${kind} "${name}" broke down: ${String(error)}`);
      },
    );
    this.#primitives.set(address, primitive);
    this.#sweeping ??= this.#seams.vigil.after(SWEEP_MS, () => this.#sweep());
    return primitive;
  }

  #admit(client: string, primitive: Primitive): void {
    let guest = this.#guests.get(client);
    if (guest === undefined) {
      guest = { primitives: new Set(), timers: new Map(), silence: 0 };
      this.#guests.set(client, guest);
    }
    guest.primitives.add(primitive);
    primitive.guests.add(client);
  }

  #tell(primitive: Primitive, event: PrimitiveEvent): void {
    primitive.send(event);
    if (primitive.blank) this.#blank.add(primitive);
  }

  #perform(primitive: Primitive, effect: CoordinationEffect): void {
    switch (effect.type) {
      case "reply":
        return this.#reply(effect.to, effect.number, effect.reply);
      case "expireAfter": {
        const { from, number, ms } = effect;
        const expire = () => {
          this.#guests.get(from)?.timers.delete(number);
          this.#tell(primitive, { type: "expired", from, number, stamp: this.#next() });
        };
        this.#guests.get(from)?.timers.set(number, this.#seams.clock.after(ms, expire));
        return;
      }
      case "pin":
        return this.#seams.pin(effect.pin, effect.keys);
      case "unpin":
        return this.#seams.unpin(effect.pin);
      case "acquire": {
        const { lock, number } = effect;
        const from = MULTI_LOCK + primitive.name;
        const use = { from, number, setting: null, request: ["acquire"], timeout: null } as const;
        return this.#tell(this.#open("lock", lock), { type: "use", ...use, stamp: this.#next() });
      }
      case "leave":
        for (const name of effect.locks) {
          const from = MULTI_LOCK + primitive.name;
          this.#tell(this.#open("lock", name), { type: "gone", from, stamp: this.#next() });
        }
        return;
    }
  }

  #reply(to: string, number: number, reply: Reply): void {
    // Of what one event grants, each has a greater token: the next event's stamp is greater still.
    if (reply[0] === "granted") this.#stamp = Math.max(this.#stamp, reply[1]);
    if (to.startsWith(MULTI_LOCK)) {
      const multiLock = this.#primitives.get(addressOf("multiLock", to.slice(MULTI_LOCK.length)));
      if (multiLock !== undefined) this.#tell(multiLock, { type: "granted", number, stamp: this.#next() });
      return;
    }
    this.#settle(to, number);
    this.#seams.reply(to, number, reply);
  }

  /** A use needs its timer no more. */
  #settle(client: string, number: number): void {
    const timers = this.#guests.get(client)?.timers;
    timers?.get(number)?.();
    timers?.delete(number);
  }

  /** Lets silent clients lapse, and forgets what is as new. */
  #sweep(): void {
    this.#sweeping = null;
    for (const [client, guest] of this.#guests) {
      guest.silence++;
      if (guest.silence !== SILENCE || this.#seams.isTethered(client)) continue;
      for (const primitive of guest.primitives) {
        this.#tell(primitive, { type: "lapsed", from: client, stamp: this.#next() });
      }
    }
    for (const primitive of this.#blank) if (primitive.blank) this.#forget(primitive);
    this.#blank.clear();
    if (this.#primitives.size > 0) this.#sweeping = this.#seams.vigil.after(SWEEP_MS, () => this.#sweep());
  }

  #forget(primitive: Primitive): void {
    this.#primitives.delete(addressOf(primitive.kind, primitive.name));
    for (const client of primitive.guests) {
      const guest = this.#guests.get(client);
      guest?.primitives.delete(primitive);
      if (guest?.primitives.size === 0) this.#guests.delete(client);
    }
  }
}

/** Kinds have names of their own each. */
const addressOf = (kind: PrimitiveKind, name: string): string => `${kind} ${name}`;
