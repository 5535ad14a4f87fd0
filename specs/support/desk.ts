import type { CoordinationEffect } from "../../actors/coordination/events.ts";
import { Primitive, type PrimitiveEvent } from "../../src/cluster/primitive.ts";
import type { Item, PrimitiveKind, Reply, UseRequest } from "../../src/protocol/coordination.ts";

/** An item of one letter, with the keys of futures inside. */
export const item = (letter: string, ...references: string[]): Item => [Buffer.from(letter), references];

/**
 * The machine of a primitive by itself: uses are numbered from 1 on, events stamped from 101 on, and what it wants
 * done is told as texts, such as `a1: done` for what user `a` is replied to use 1.
 */
export class Desk {
  readonly #primitive: Primitive;
  #effects: string[] = [];
  #uses = 0;
  #stamp = 100;

  constructor(kind: PrimitiveKind) {
    this.#primitive = new Primitive(kind, "it", {
      perform: (_primitive, effect) => this.#effects.push(describeEffect(effect)),
      broken: (_primitive, error) => {
        throw error;
      },
    });
  }

  get state(): string {
    return this.#primitive.view[2];
  }

  get waiting(): number {
    return this.#primitive.view[3];
  }

  get blank(): boolean {
    return this.#primitive.blank;
  }

  use(from: string, request: UseRequest, timeout: number | null = null, setting: number | null = null) {
    return this.#send({ type: "use", from, number: ++this.#uses, setting, request, timeout, stamp: 0 });
  }

  expire(from: string, number: number) {
    return this.#send({ type: "expired", from, number, stamp: 0 });
  }

  took(from: string, number: number) {
    return this.#send({ type: "took", from, number, stamp: 0 });
  }

  /** What a use was given has not been taken. */
  giveBack(from: string, number: number, ...items: Item[]) {
    return this.#send({ type: "returned", from, number, items, stamp: 0 });
  }

  lapse(from: string) {
    return this.#send({ type: "lapsed", from, stamp: 0 });
  }

  part(from: string) {
    return this.#send({ type: "gone", from, stamp: 0 });
  }

  grant(number: number) {
    return this.#send({ type: "granted", number, stamp: 0 });
  }

  #send(event: PrimitiveEvent): readonly string[] {
    this.#primitive.send({ ...event, stamp: ++this.#stamp });
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

function describeEffect(effect: CoordinationEffect): string {
  switch (effect.type) {
    case "reply":
      return `${effect.to}${effect.number}: ${describeReply(effect.reply)}`;
    case "expireAfter":
      return `${effect.from}${effect.number} has ${effect.ms} ms`;
    case "pin":
      return `pin ${effect.pin}: ${effect.keys.join(" ")}`;
    case "unpin":
      return `unpin ${effect.pin}`;
    case "acquire":
      return `acquire ${effect.lock} as ${effect.number}`;
    case "leave":
      return `leave ${effect.locks.join(" ")}`;
  }
}

function describeReply(reply: Reply): string {
  if (reply[0] === "items") return `items ${reply[1].map(([bytes]) => Buffer.from(bytes)).join("")}`;
  if (reply[0] === "value") return `value ${Buffer.from(reply[1][0])}`;
  return reply.join(" ");
}
