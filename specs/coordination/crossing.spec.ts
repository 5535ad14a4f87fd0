import { expect } from "chai";
import fc from "fast-check";
import type { Results } from "../../src/client/session/results.ts";
import { OUTSIDE } from "../../src/client/session/surroundings.ts";
import { Uses } from "../../src/client/session/uses.ts";
import { Coordinator } from "../../src/cluster/coordinator.ts";
import type { Item, Reply, ToPrimitives, Use } from "../../src/protocol/coordination.ts";
import { ClosedError } from "../../src/protocol/errors.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { item } from "../support/desk.ts";
import { HandLog, settle } from "../support/logs.ts";

const RUNS = Number(process.env["RUNS"] ?? 200);
const TAKERS = 3;
const NAMES = "abcdefghijklmnopqrstuvwxyz";

const namesOf = (items: readonly Item[]): string[] => items.map(([bytes]) => Buffer.from(bytes).toString());

/** A client that asks for items; what it says and hears is on its way until somebody sees to it. */
class Taker {
  readonly address: string;
  readonly took: string[] = [];
  /** Between what it says, how many answers it has heard so far. */
  said: (ToPrimitives | number)[] = [];
  /** What was said to it in this session; how much of that it has heard, and is known to have heard. */
  answers: (readonly [number: number, reply: Reply])[] = [];
  heard = 0;
  known = 0;
  /** It is no more. */
  gone = false;
  readonly uses: Uses;
  readonly #withdrawals: (() => void)[] = [];
  /** Gets that have not come to an end. */
  open = 0;

  constructor(number: number, clock: SimulatedClock) {
    this.address = `client.w-${number}`;
    const decode = (bytes: Uint8Array) => Buffer.from(bytes).toString();
    const results = { decode } as unknown as Results;
    const seams = {
      address: this.address,
      clock,
      surroundings: OUTSIDE,
      results,
      line: { acknowledge: () => {} },
    };
    this.uses = new Uses(seams, (message) => this.said.push(message));
  }

  ask(count: number | null, timeout: number | undefined): void {
    if (this.gone) return;
    const use: Use = ["queue", "q", null, ["get", count]];
    this.open++;
    this.uses
      .once(use, { timeout, what: "items" }, (withdraw) => this.#withdrawals.push(withdraw))
      .then(
        (given) => {
          if (given[0] === "items") this.took.push(...given[1].map(String));
        },
        () => {},
      )
      .finally(() => this.open--);
  }

  withdraw(place: number): void {
    if (!this.gone) this.#withdrawals[place % Math.max(1, this.#withdrawals.length)]?.();
  }

  withdrawAll(): void {
    for (const withdraw of this.#withdrawals) withdraw();
  }

  /** It begins another session. */
  renew(): void {
    this.said = [];
    this.answers = [];
    this.heard = 0;
    this.known = 0;
    if (!this.gone) this.uses.restart();
  }

  hear(): void {
    const answer = this.answers[this.heard];
    if (this.gone || answer === undefined) return;
    this.said.push(++this.heard);
    this.uses.hear(...answer);
  }
}

/** A queue, who puts into it, and who takes from it over lines that take their time. */
class Ferry {
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

type Word = "put" | "ask" | "withdraw" | "carry" | "hear" | "settle" | "store" | "leave" | "lose" | "succeed";
type Act = readonly [word: Word, who: number, number: number];

async function perform(ferry: Ferry, [word, who, number]: Act): Promise<void> {
  const taker = ferry.takers[who] as Taker;
  switch (word) {
    case "put":
      return ferry.add();
    case "ask":
      return taker.ask([1, 1, 2, null][number % 4] ?? null, number > 7 ? 0 : undefined);
    case "withdraw":
      return taker.withdraw(number);
    case "carry":
      return ferry.carry(taker);
    case "hear":
      return taker.hear();
    case "settle":
      return taker.gone ? undefined : taker.uses.settle();
    case "store":
      return ferry.log?.store();
    case "leave":
      return ferry.leave(taker);
    case "lose":
      return ferry.lose(taker);
    case "succeed":
      return ferry.succeed();
  }
}

const acts = (rare: readonly Word[]): fc.Arbitrary<Act[]> => {
  const act = (words: readonly Word[]) =>
    fc.tuple(fc.constantFrom(...words), fc.nat(TAKERS - 1), fc.nat(9)) as fc.Arbitrary<Act>;
  const usual = act([
    "put",
    "put",
    "ask",
    "ask",
    "withdraw",
    "carry",
    "carry",
    "carry",
    "hear",
    "hear",
    "settle",
    "store",
  ]);
  return fc.array(fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: act(rare) }), {
    maxLength: 60,
    size: "max",
  });
};

describe("items and those who withdraw while they are on their way", () => {
  const itLosesNothing = (when: string, rare: readonly Word[], log: () => HandLog | null) =>
    it(`are each with one taker or in the queue in the end, ${when}`, () =>
      fc.assert(
        fc.asyncProperty(acts(rare), async (program) => {
          const ferry = await new Ferry(log()).open();
          for (const act of program) await perform(ferry, act);
          const [put, found] = await ferry.end();
          expect([...new Set(found)].sort()).to.deep.equal([...put].sort());
          const twice = found.filter((name, i) => found.indexOf(name) < i);
          expect(twice.filter((name) => !ferry.doubtful.includes(name))).to.deep.equal([]);
        }),
        { numRuns: RUNS },
      ));

  itLosesNothing("whoever is gone or leaves", ["lose", "leave"], () => null);
  itLosesNothing(
    "whoever is gone or leaves, where all is stored first",
    ["lose", "leave"],
    () => new HandLog(),
  );
  itLosesNothing("whichever scheduler leads", ["succeed", "leave"], () => new HandLog());
});
