import { expect } from "chai";
import { Coordinator } from "../../src/cluster/coordinator.ts";
import type { Item, Reply, Use } from "../../src/protocol/coordination.ts";
import { ClosedError } from "../../src/protocol/errors.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { item } from "../support/desk.ts";
import { type HandLog, settle } from "../support/logs.ts";
import { Taker } from "./taker.ts";

/** How many take from the queue. */
export const TAKERS = 3;
const NAMES = "abcdefghijklmnopqrstuvwxyz";

const namesOf = (items: readonly Item[]): string[] => items.map(([bytes]) => Buffer.from(bytes).toString());

/** A queue, who puts into it, and who takes from it over lines that take their time. */
export class Ferry {
  readonly clock = new SimulatedClock();
  readonly takers = Array.from({ length: TAKERS }, (_, i) => new Taker(i, this.clock));
  log: HandLog | null;
  /** What is in the queue for good, as whoever put it was told. */
  readonly put: string[] = [];
  /** What was taken by who was gone before that was known: it comes again. */
  readonly doubtful: string[] = [];
  readonly #failures: unknown[] = [];
  #coordinator: Coordinator;
  #epoch = 1;
  #puts = 0;
  /** What was answered to who puts. */
  readonly #answered = new Map<number, Reply>();

  constructor(log: HandLog | null) {
    this.log = log;
    this.#coordinator = this.#build();
  }

  async open(): Promise<this> {
    await this.#coordinator.open();
    return this;
  }

  async add(): Promise<void> {
    const number = ++this.#puts;
    const name = NAMES[number - 1];
    if (name === undefined) return;
    await this.#producer(number, ["put", item(name, ...(number % 3 === 0 ? [`key-${name}`] : []))]);
    this.put.push(name);
  }

  /** What one has said is heard. */
  carry(taker: Taker): void {
    const first = taker.said.shift();
    if (typeof first === "number") taker.known = first;
    else if (first !== undefined) this.#coordinator.take(taker.address, first);
  }

  /** It is no more: what is on its way to it and from it goes with it. */
  lose(taker: Taker): void {
    if (taker.gone) return;
    taker.gone = true;
    this.#coordinator.vacate(taker.address, false);
    for (const [, reply] of taker.answers.slice(taker.known, taker.heard))
      if (reply[0] === "items") this.doubtful.push(...namesOf(reply[1]));
  }

  /** It leaves: what it has said is heard first, and stored. */
  async leave(taker: Taker): Promise<void> {
    if (taker.gone) return;
    taker.uses.close(new ClosedError("It leaves."));
    while (taker.said.length > 0) this.carry(taker);
    this.#coordinator.vacate(taker.address, false);
    taker.gone = true;
    await this.#store();
  }

  /** Another goes on from what is stored; who is there says again what it wants. */
  async succeed(): Promise<void> {
    if (this.log === null) return;
    this.#coordinator.close();
    this.#epoch++;
    this.log = this.log.next();
    this.#coordinator = this.#build();
    await this.#coordinator.open();
    for (const taker of this.takers) taker.renew();
  }

  /** Everything arrives, and nobody waits any more: who put what, and who has it, or the queue. */
  async end(): Promise<readonly [put: readonly string[], found: readonly string[]]> {
    for (const taker of this.takers) taker.withdrawAll();
    for (let i = 0; i < 4; i++) {
      for (const taker of this.takers) while (taker.said.length > 0) this.carry(taker);
      await this.#store();
      for (const taker of this.takers) while (taker.heard < taker.answers.length && !taker.gone) taker.hear();
      await settle();
    }
    expect(this.takers.map(({ gone, open }) => (gone ? 0 : open))).to.deep.equal(this.takers.map(() => 0));
    const rest = await this.#producer(++this.#puts, ["get", null]);
    const left = rest[0] === "items" ? namesOf(rest[1]) : [];
    expect(this.#failures).to.deep.equal([]);
    return [this.put, [...this.takers.flatMap(({ took }) => took), ...left]];
  }

  async #producer(number: number, request: Use[3]): Promise<Reply> {
    this.#coordinator.take("client.p", ["use", number, ["queue", "q", null, request] as Use, null]);
    await this.#store();
    return this.#answered.get(number) ?? ["expired"];
  }

  async #store(): Promise<void> {
    if (this.log === null) await settle();
    else await this.log.store();
  }

  #build(): Coordinator {
    const of = (address: string) => this.takers.find((taker) => taker.address === address);
    return new Coordinator({
      clock: this.clock,
      vigil: this.clock,
      epoch: this.#epoch,
      graceMs: 60_000,
      store: this.log,
      broken: (error) => this.#failures.push(error),
      reply: (to, number, reply) => {
        if (to === "client.p") this.#answered.set(number, reply);
        else of(to)?.answers.push([number, reply]);
      },
      unheard: (client) => {
        const { answers, known } = of(client) as Taker;
        return answers.slice(known).map(([number, reply]) => ["used", number, reply]);
      },
      pin: () => {},
      unpin: () => {},
      recall: () => {},
      facts: () => [],
      isClient: (address) => of(address)?.gone !== true,
      isTethered: () => true,
      log: ({ msg }) => this.#failures.push(msg),
    });
  }
}
