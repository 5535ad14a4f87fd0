import type { CoordinationEffect, Pinned } from "../../actors/coordination/events.ts";
import { bytesOf, excerpt } from "../../actors/scheduler/excerpt.ts";
import type { PrimitiveEntry, PrimitiveKind, Reply, Use, UseRequest } from "../protocol/coordination.ts";
import type { Logger } from "../runtime/logger.ts";
import type { Command } from "./command.ts";
import type { Timer } from "./guest.ts";
import { Guests, type GuestsState } from "./guests.ts";
import { Primitive, type PrimitiveEvent, type PrimitiveSeams, type PrimitiveState } from "./primitive.ts";

/** Address of a multi-lock, as the locks that it takes know it; its name follows. */
const MULTI_LOCK = "multiLock.";
/** The only requests that may be looks. */
const LOOKS: ReadonlySet<string> = new Set<UseRequest[0]>(["size", "isSet", "wait", "get"]);

/** Bytes that all views together may take in a message. */
const SURVEY_BYTES = 640 << 10;

/** What comes of commands. */
export interface PrimitivesSeams {
  /** `giver` is the name of the primitive. */
  reply(to: string, number: number, reply: Reply, giver: string): void;
  /** The time of a use begins. */
  time(client: string, number: number, timer: Timer): void;
  pin(pin: number, keys: readonly string[]): void;
  unpin(pin: number): void;
  readonly log: Logger;
}

/** All primitives, and who has to do with them, written down. */
export type PrimitivesState = readonly [
  stamp: number,
  primitives: readonly PrimitiveState[],
  guests: GuestsState,
];

/** The primitives of a cluster, and who uses them: takes commands, and does at once whatever follows from each. */
export class Primitives {
  readonly guests = new Guests();
  /** Numbers every event. */
  stamp = 0;
  readonly #seams: PrimitivesSeams;
  readonly #surroundings: PrimitiveSeams;
  readonly #primitives = new Map<string, Primitive>();
  /** Those that were as new when they were told something last. */
  readonly #blank = new Set<Primitive>();

  constructor(seams: PrimitivesSeams) {
    this.#seams = seams;
    this.#surroundings = {
      perform: (primitive, effect) => this.#perform(primitive, effect),
      broken: (primitive, error) => {
        this.#remove(primitive);
        const msg = `the ${primitive.kind} "${primitive.name}" broke down: ${String(error)}`;
        seams.log({ level: "error", msg, error: String(error) });
      },
    };
  }

  /** Nobody has to do with any of them. */
  get none(): boolean {
    return this.#primitives.size === 0 && this.guests.size === 0;
  }

  /** Those with something in them, as far as there is room in a message. */
  get views(): PrimitiveEntry[] {
    return excerpt(
      present(this.#primitives.values()),
      SURVEY_BYTES,
      ([, name, , , [, , holders, waiters]]) => 60 + bytesOf(name, ...holders, ...waiters),
    );
  }

  get pinned(): Pinned[] {
    return [...this.#primitives.values()].flatMap(({ pinned }) => [...pinned]);
  }

  /** A primitive with something in it. */
  find(kind: PrimitiveKind, name: string): Primitive | undefined {
    const primitive = this.#primitives.get(addressOf(kind, name));
    return primitive?.blank === false ? primitive : undefined;
  }

  /** Answers a use that only looks, and says whether it is one; that is no command, and changes nothing. */
  look(from: string, number: number, [kind, name, setting, request]: Use): boolean {
    if (!LOOKS.has(request[0])) return false;
    const primitive = this.#open(kind, name);
    if (!primitive.isLook(request, setting)) return false;
    const { stamp } = this;
    this.#tell(primitive, { type: "use", from, number, setting, request, timeout: null, stamp });
    return true;
  }

  apply(command: Command): void {
    const [word, from] = command;
    switch (word) {
      case "use": {
        const [, , number, [kind, name, setting, request], timeout] = command;
        const primitive = this.#open(kind, name);
        const guest = this.guests.admit(from);
        guest.meet(from, primitive);
        // One that watches begins anew each time that it is asked.
        if (request[0] !== "watch") guest.uses.set(number, primitive);
        const stamp = this.#next();
        return this.#tell(primitive, { type: "use", from, number, setting, request, timeout, stamp });
      }
      case "expired":
      case "took": {
        const [type, , number, kind, name] = command;
        if (type === "expired" && this.#takeBack(from, number, name, ["expired"])) return;
        const primitive = this.find(kind, name);
        if (primitive !== undefined) this.#tell(primitive, { type, from, number, stamp: this.#next() });
        return;
      }
      case "returned":
        this.#takeBack(from, command[2], command[3], ["lapsed"]);
        return;
      case "settled":
        return this.guests.admit(from).settle(command[2], command[3]);
      case "lapsed":
        this.guests.find(from)?.forfeit();
        for (const primitive of this.guests.find(from)?.primitives ?? []) {
          this.#tell(primitive, { type: "lapsed", from, stamp: this.#next() });
        }
        return;
      case "gone":
        return this.#part(from);
    }
  }

  /** Forgets what is as new, and who has nothing to do with any. */
  tidy(): void {
    for (const primitive of this.#blank) if (primitive.blank) this.#remove(primitive);
    this.#blank.clear();
    this.guests.tidy();
  }

  snapshot(): PrimitivesState {
    const present = [...this.#primitives.values()].filter(({ blank }) => !blank);
    return [this.stamp, present.map(({ state }) => state), this.guests.snapshot()];
  }

  restore([stamp, primitives, guests]: PrimitivesState): void {
    this.stamp = stamp;
    for (const state of primitives) {
      const [kind, name] = state;
      this.#primitives.set(addressOf(kind, name), new Primitive(kind, name, this.#surroundings, state));
    }
    this.guests.restore(guests, (kind, name) => this.#open(kind, name));
  }

  #next(): number {
    return ++this.stamp;
  }

  #open(kind: PrimitiveKind, name: string): Primitive {
    const address = addressOf(kind, name);
    let primitive = this.#primitives.get(address);
    if (primitive === undefined) {
      primitive = new Primitive(kind, name, this.#surroundings);
      this.#primitives.set(address, primitive);
    }
    return primitive;
  }

  #tell(primitive: Primitive, event: PrimitiveEvent): void {
    primitive.send(event);
    if (!primitive.blank) return;
    this.#blank.add(primitive);
    for (const client of primitive.guests) this.guests.find(client)?.primitives.delete(primitive);
    primitive.guests.clear();
  }

  /** The items that a use was given go back to their queue, and it has another answer; false where it was given none. */
  #takeBack(from: string, number: number, name: string, reply: Reply): boolean {
    const given = this.guests.recall(from, number);
    if (given === undefined || given instanceof Primitive || given[0] !== "items") return false;
    this.guests.admit(from);
    const [, items] = given;
    const queue = this.#open("queue", name);
    if (items.length > 0) this.#tell(queue, { type: "returned", from, number, items, stamp: this.#next() });
    this.#reply(from, number, reply, name);
    return true;
  }

  #part(client: string): void {
    for (const primitive of this.guests.part(client)?.primitives ?? []) {
      primitive.guests.delete(client);
      this.#tell(primitive, { type: "gone", from: client, stamp: this.#next() });
    }
  }

  #perform(primitive: Primitive, effect: CoordinationEffect): void {
    switch (effect.type) {
      case "reply":
        return this.#reply(effect.to, effect.number, effect.reply, primitive.name);
      case "expireAfter": {
        const { from, number, ms } = effect;
        const timer = { ms, cancel: null };
        this.guests.find(from)?.timers.set(number, timer);
        return this.#seams.time(from, number, timer);
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

  #reply(to: string, number: number, reply: Reply, giver: string): void {
    // Of what one event grants, each has a greater token: the next event's stamp is greater still.
    if (reply[0] === "granted") this.stamp = Math.max(this.stamp, reply[1]);
    if (to.startsWith(MULTI_LOCK)) {
      const multiLock = this.#primitives.get(addressOf("multiLock", to.slice(MULTI_LOCK.length)));
      if (multiLock !== undefined) this.#tell(multiLock, { type: "granted", number, stamp: this.#next() });
      return;
    }
    this.guests.find(to)?.answer(number, reply);
    this.#seams.reply(to, number, reply, giver);
  }

  #remove(primitive: Primitive): void {
    this.#primitives.delete(addressOf(primitive.kind, primitive.name));
    for (const client of primitive.guests) this.guests.find(client)?.leave(primitive);
  }
}

function* present(primitives: Iterable<Primitive>): Generator<PrimitiveEntry> {
  for (const primitive of primitives) if (!primitive.blank) yield primitive.view;
}

/** Kinds have names of their own each. */
const addressOf = (kind: PrimitiveKind, name: string): string => `${kind} ${name}`;
