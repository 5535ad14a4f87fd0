import { expect } from "chai";
import type { CoordinationEffect, CoordinationEvent } from "../../actors/coordination/events.ts";
import { Primitive, type PrimitiveState } from "../../src/cluster/primitive.ts";
import { decodeBatch, encodeBatch } from "../../src/codec/batch.ts";
import type { PrimitiveEntry, PrimitiveKind, Reply } from "../../src/protocol/coordination.ts";

type Sent = CoordinationEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, "stamp">
    : never
  : never;

/** The real machine of a primitive: what it is told gets stamps, and what it wants done is kept. */
export class Stage {
  /** Uses whose time runs, also those that are answered by now. */
  readonly timers: (readonly [client: string, number: number])[] = [];
  readonly pins = new Map<number, readonly string[]>();
  #primitive: Primitive;
  #answers: (readonly [client: string, number: number, reply: Reply])[] = [];
  #stamp = 0;

  constructor(kind: PrimitiveKind) {
    this.#primitive = this.#build(kind);
  }

  get view(): PrimitiveEntry {
    return this.#primitive.view;
  }

  get blank(): boolean {
    return this.#primitive.blank;
  }

  /** What it answers to an event. */
  tell(event: Sent): (readonly [client: string, number: number, reply: Reply])[] {
    this.#primitive.send({ ...event, stamp: ++this.#stamp } as CoordinationEvent);
    const answers = this.#answers;
    this.#answers = [];
    for (const [, , reply] of answers)
      if (reply[0] === "granted") this.#stamp = Math.max(this.#stamp, reply[1]);
    return answers;
  }

  /** Another goes on from what this one writes down. */
  replace(): void {
    const { kind } = this.#primitive;
    const [written] = decodeBatch(encodeBatch([this.#primitive.state]));
    const pins = [...this.#primitive.pinned];
    this.#primitive = this.#build(kind, written as PrimitiveState);
    expect([...this.#primitive.pinned], "pins").to.deep.equal(pins);
    expect(new Map(pins), "pins").to.deep.equal(this.pins);
  }

  #build(kind: PrimitiveKind, state?: PrimitiveState): Primitive {
    const broken = (_primitive: Primitive, error: unknown) => {
      throw error;
    };
    return new Primitive(
      kind,
      "it",
      { perform: (_primitive, effect) => this.#perform(effect), broken },
      state,
    );
  }

  #perform(effect: CoordinationEffect): void {
    switch (effect.type) {
      case "reply":
        this.#answers.push([effect.to, effect.number, effect.reply]);
        return;
      case "expireAfter":
        this.timers.push([effect.from, effect.number]);
        return;
      case "pin":
        this.pins.set(effect.pin, effect.keys);
        return;
      case "unpin":
        if (!this.pins.delete(effect.pin)) throw new Error(`Pin ${effect.pin} was taken out twice.`);
        return;
      default:
        throw new Error(`Nobody asked for "${effect.type}".`);
    }
  }
}
