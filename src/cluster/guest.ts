import type { Reply } from "../protocol/coordination.ts";
import type { Cancel } from "../runtime/clock.ts";
import { Primitive } from "./primitive.ts";

/** The time of a use that waits, from when that began, ms. */
export interface Timer {
  readonly ms: number;
  /** Null while it does not run. */
  cancel: Cancel | null;
}

/** Items that a queue has given. */
export interface Delivery {
  /** Name of the queue. */
  readonly queue: string;
  /** They are on their way, or with who asked for them; before that they are being stored. */
  said: boolean;
}

/** Replies by the numbers of the uses that they ended. */
export type Answers = Map<number, Reply>;

/** A client that has to do with primitives. */
export class Guest {
  /** Those in which it has something, or waits or watches. */
  readonly primitives = new Set<Primitive>();
  /** Its uses, but for those that only look or watch: where each waits, or how it ended. */
  readonly uses = new Map<number, Primitive | Reply>();
  /** Items given to it by this scheduler, by the uses that they answer, for as long as it may ask for those again. */
  readonly deliveries = new Map<number, Delivery>();
  readonly timers = new Map<number, Timer>();
  /** Sweeps since it was heard last. */
  silence = 0;

  /** It comes back, and may ask again for answers that it had. */
  constructor(answers: Answers = new Map()) {
    for (const [number, reply] of answers) this.uses.set(number, reply);
  }

  get idle(): boolean {
    return this.primitives.size === 0 && this.uses.size === 0;
  }

  get answers(): Answers {
    const answers: Answers = new Map();
    for (const [number, use] of this.uses) if (!(use instanceof Primitive)) answers.set(number, use);
    return answers;
  }

  /** It has to do with a primitive from now on. */
  meet(client: string, primitive: Primitive): void {
    this.primitives.add(primitive);
    primitive.guests.add(client);
  }

  /** A use waits for so many ms, null without end; its timer does not run. */
  wait(number: number, primitive: Primitive, ms: number | null): void {
    this.uses.set(number, primitive);
    if (ms !== null) this.timers.set(number, { ms, cancel: null });
  }

  /** A use has its last reply; one that lost its place may be begun again. */
  answer(number: number, reply: Reply): void {
    this.stop(number);
    if (!this.uses.has(number)) return;
    if (reply[0] === "lapsed") this.#forget(number);
    else this.uses.set(number, reply);
  }

  /** Of the uses below a number it may ask again for those that are `open`. */
  settle(below: number, open: readonly number[]): void {
    const wanted = new Set(open);
    for (const [number, use] of this.uses) {
      if (number < below && !wanted.has(number) && !(use instanceof Primitive)) this.#forget(number);
    }
  }

  #forget(number: number): void {
    this.uses.delete(number);
    this.deliveries.delete(number);
  }

  /** Its leases end: who has not heard of one may ask for another. */
  forfeit(): void {
    for (const [number, use] of this.uses) {
      if (!(use instanceof Primitive) && use[0] === "granted") this.uses.delete(number);
    }
  }

  /** The primitive is no more: what waited there may be begun again. */
  leave(primitive: Primitive): void {
    this.primitives.delete(primitive);
    for (const [number, use] of this.uses) {
      if (use !== primitive) continue;
      this.stop(number);
      this.uses.delete(number);
    }
  }

  /** A use needs its timer no more. */
  stop(number: number): void {
    this.timers.get(number)?.cancel?.();
    this.timers.delete(number);
  }

  close(): void {
    for (const { cancel } of this.timers.values()) cancel?.();
    this.timers.clear();
  }
}
