import type { ActorRef } from "../../src/client/actors/actor.ts";
import type { Client } from "../../src/client/client.ts";
import type { Note } from "./ledger.ts";

declare const getClient: () => Client;
declare const getSelf: <T>() => T;

/** Another actor, and its number. */
export type Friend = readonly [number: number, till: ActorRef<Till>];

/** An actor that counts, and notes in the ledger what it does. */
export class Till {
  total = 0;
  readonly number: number;
  readonly #life: number;
  #friend: Friend | null = null;

  constructor(number: number, broken: boolean, concurrency: number) {
    if (broken) throw new RangeError(`till ${number} is broken`);
    this.number = number;
    this.#life = globalThis.simulatedLedger.begin(number, concurrency);
  }

  /** Takes some, at once. */
  add(note: Note, amount: number): number {
    globalThis.simulatedLedger.enter(this.#life, note);
    this.total = globalThis.simulatedLedger.sum(note, this.total + amount);
    return globalThis.simulatedLedger.leave(this.#life, note, this.total);
  }

  /** Takes some, and its time. */
  count(note: Note, amount: number): Promise<number> {
    return globalThis.simulatedLedger.during(this.#life, note, async () => {
      await globalThis.simulatedPause(amount * 20);
      this.total = globalThis.simulatedLedger.sum(note, this.total + amount);
      return this.total;
    });
  }

  /** Never returns, and keeps its thread from all else. */
  hang(note: Note, _amount: number): Promise<never> {
    return globalThis.simulatedLedger.during(this.#life, note, globalThis.simulatedHang);
  }

  refuse(note: Note, amount: number): number {
    globalThis.simulatedLedger.enter(this.#life, note);
    globalThis.simulatedLedger.leave(this.#life, note, null);
    throw new RangeError(`no change for ${amount}`);
  }

  /** Knows another from now on, and keeps it alive. */
  befriend(note: Note, friend: Friend): null {
    globalThis.simulatedLedger.enter(this.#life, note);
    this.#friend?.[1][Symbol.dispose]();
    this.#friend = friend;
    return globalThis.simulatedLedger.leave(this.#life, note, null);
  }

  /** Has the other take some. */
  visit(note: Note, amount: number): Promise<number> {
    return this.#turn(note, this.#friend, (own, till) => till.add(own, amount));
  }

  /** Has the other call back before this call is over. */
  bounce(note: Note, amount: number): Promise<number> {
    const self: Friend = [this.number, getSelf<ActorRef<Till>>()];
    return this.#turn(note, this.#friend, (own, till) => till.callBack(own, self, amount));
  }

  callBack(note: Note, other: Friend, amount: number): Promise<number> {
    const given = this.#turn(note, other, (own, till) => till.add(own, amount));
    return given.finally(() => other[1][Symbol.dispose]());
  }

  /** A turn that is over when a call to another is; at once where there is none. */
  #turn(note: Note, other: Friend | null, act: (own: Note, till: ActorRef<Till>) => PromiseLike<number>) {
    return globalThis.simulatedLedger.during(this.#life, note, async () => {
      if (other === null) return 0;
      const chain = [...note.chain, note.id];
      const caller = `life ${this.#life}`;
      return globalThis.simulatedLedger.call(other[0], caller, chain, (own) => act(own, other[1]));
    });
  }

  /** Gives a future, and the other, where it knows one. */
  lend(note: Note, amount: number): { readonly future: PromiseLike<number>; readonly friend: Friend | null } {
    globalThis.simulatedLedger.enter(this.#life, note);
    const future = getClient()
      .options({ pure: false })
      .submit((x: number) => x, amount);
    globalThis.simulatedLedger.leave(this.#life, note, amount);
    return { future, friend: this.#friend };
  }
}

/** A task that calls an actor some times, one call after the other. */
export const spend = async (caller: string, number: number, till: ActorRef<Till>, times: number) => {
  const self = globalThis.simulatedLedger.name(caller);
  const given: number[] = [];
  for (let i = 0; i < times; i++)
    given.push(await globalThis.simulatedLedger.call(number, self, [], (note) => till.add(note, 1)));
  return given;
};

/** The same, with all calls under way at once. */
export const splurge = async (caller: string, number: number, till: ActorRef<Till>, times: number) => {
  const self = globalThis.simulatedLedger.name(caller);
  const calls = Array.from({ length: times }, () =>
    globalThis.simulatedLedger.call(number, self, [], (note) => till.add(note, 1)),
  );
  return Promise.all(calls);
};
