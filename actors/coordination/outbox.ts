import type { Reply } from "../../src/protocol/coordination.ts";
import type { CoordinationEffect } from "./events.ts";

/** Who is to be answered. */
export interface Asker {
  readonly from: string;
  readonly number: number;
}

/** The effects of an event, until the host takes them. */
export class Outbox {
  #effects: CoordinationEffect[] = [];

  add(effect: CoordinationEffect): void {
    this.#effects.push(effect);
  }

  reply({ from, number }: Asker, reply: Reply): void {
    this.#effects.push({ type: "reply", to: from, number, reply });
  }

  take(): readonly CoordinationEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}
