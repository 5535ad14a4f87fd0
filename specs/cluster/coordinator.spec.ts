import { expect } from "chai";
import { Coordinator } from "../../src/cluster/coordinator.ts";
import type { PrimitiveView, Reply, ToPrimitives, Use } from "../../src/protocol/coordination.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { item } from "../support/desk.ts";

const EPOCH = 1000;

/** A coordinator by itself, under virtual time. */
class House {
  readonly clock = new SimulatedClock();
  readonly clients = new Set(["client.a", "client.b", "client.w-0"]);
  readonly tethered = new Set(["client.w-0"]);
  readonly pins = new Map<number, readonly string[]>();
  readonly coordinator = new Coordinator({
    clock: this.clock,
    vigil: this.clock,
    epoch: EPOCH,
    reply: (to, number, reply) => this.#replies.push([`${to.slice(7)}${number}`, reply]),
    pin: (pin, keys) => this.pins.set(pin, keys),
    unpin: (pin) => this.pins.delete(pin),
    isClient: (address) => this.clients.has(address),
    isTethered: (client) => this.tethered.has(client),
    log: (text) => {
      throw new Error(text);
    },
  });
  #replies: (readonly [to: string, reply: Reply])[] = [];

  /** What came of it, as texts. */
  get replies(): string[] {
    const replies = this.#replies;
    this.#replies = [];
    return replies.map(([to, reply]) => `${to} ${reply[0]}`);
  }

  say(client: string, message: ToPrimitives): void {
    this.coordinator.take(`client.${client}`, message);
  }

  use(client: string, number: number, use: Use, timeout: number | null = null): void {
    this.say(client, ["use", number, use, timeout]);
  }

  /** The token that a use was granted, which is all that came of what was said. */
  token(): number {
    const [, reply] = this.#replies.at(-1) ?? [];
    this.#replies = [];
    if (reply?.[0] !== "granted") throw new Error(`Nothing was granted, but ${reply?.[0]}.`);
    return reply[1];
  }

  views(): readonly PrimitiveView[] {
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

const acquire = (name: string): Use => ["lock", name, null, ["acquire"]];
const release = (name: string, token: number): Use => ["lock", name, null, ["release", token]];
const get: Use = ["queue", "q", null, ["get", 1]];
const together = (name: string, ...locks: string[]): Use => ["multiLock", name, null, ["acquire", locks]];

describe("the coordinator", () => {
  let house: House;
  beforeEach(() => {
    house = new House();
  });

  it("keeps primitives apart by kind and name", () => {
    house.use("a", 1, acquire("x"));
    house.use("a", 2, acquire("y"));
    house.use("a", 3, ["semaphore", "x", null, ["acquire"]]);
    expect(house.replies).to.deep.equal(["a1 granted", "a2 granted", "a3 granted"]);
    house.use("a", 4, acquire("x"));
    expect(house.replies).to.deep.equal([]);
    expect(house.views()).to.deep.equal([
      ["lock", "x", "held", 1],
      ["lock", "y", "held", 0],
      ["semaphore", "x", "exhausted", 0],
    ]);
  });

  it("hears nobody who is no client", () => {
    house.use("stranger", 1, acquire("x"));
    house.use("a", 1, acquire("x"));
    expect(house.replies).to.deep.equal(["a1 granted"]);
  });

  it("lets a use expire when its time is up, once, and none that was answered", () => {
    house.use("a", 1, get, 50);
    house.use("b", 1, get, 70);
    house.pass(60);
    expect(house.replies).to.deep.equal(["a1 expired"]);
    house.use("a", 2, ["queue", "q", null, ["put", item("x")]]);
    expect(house.replies).to.deep.equal(["a2 done", "b1 items"]);
    house.pass(60);
    expect(house.replies).to.deep.equal([]);
  });

  it("lets a use go that is withdrawn", () => {
    house.use("a", 1, get);
    house.say("a", ["withdraw", 1, "queue", "q"]);
    expect(house.replies).to.deep.equal(["a1 expired"]);
    house.say("a", ["withdraw", 7, "queue", "nowhere"]);
    expect(house.views()).to.deep.equal([]);
  });

  it("gives tokens that grow over forgotten locks, and over schedulers", () => {
    house.use("a", 1, acquire("x"));
    const first = house.token();
    expect(first).to.be.greaterThan(EPOCH * 1024);
    expect(first).to.be.lessThan((EPOCH + 1) * 1024);
    house.use("a", 2, release("x", first));
    house.pass(3000, ["a"]);
    house.use("b", 1, acquire("x"));
    expect(house.token()).to.be.greaterThan(first);
  });

  it("gives a greater token after an event that gave several", () => {
    const semaphore: Use = ["semaphore", "s", 4, ["acquire"]];
    for (const number of [1, 2, 3, 4]) house.use("a", number, semaphore);
    for (const number of [1, 2, 3, 4]) house.use("b", number, semaphore);
    expect(house.replies).to.have.lengthOf(4);
    house.coordinator.vacate("client.a");
    const last = house.token();
    house.coordinator.vacate("client.b");
    house.use("w-0", 1, semaphore);
    expect(house.token()).to.be.greaterThan(last);
  });

  it("gives on at once what somebody has who is gone", () => {
    house.use("a", 1, acquire("x"));
    house.use("a", 2, acquire("y"));
    house.use("b", 1, acquire("x"));
    house.use("b", 2, acquire("y"));
    house.replies;
    house.coordinator.vacate("client.a");
    expect(house.replies).to.deep.equal(["b1 granted", "b2 granted"]);
  });

  it("gives on what somebody has who is silent for 5 s, unless a worker answers for it", () => {
    house.use("a", 1, acquire("x"));
    house.use("w-0", 1, acquire("y"));
    house.use("b", 1, acquire("x"));
    house.use("b", 2, acquire("y"));
    house.replies;
    house.pass(4500, ["b"]);
    house.coordinator.heard("client.a");
    house.pass(4500, ["b"]);
    expect(house.replies).to.deep.equal([]);
    house.pass(1000, ["b"]);
    expect(house.replies).to.deep.equal(["b1 granted"]);
    house.pass(60_000, ["b"]);
    expect(house.replies).to.deep.equal([]);
  });

  it("has who is silent ask again for what it waits for", () => {
    house.use("a", 1, get);
    house.use("b", 1, get);
    house.pass(5500, ["b"]);
    expect(house.replies).to.deep.equal(["a1 lapsed"]);
  });

  it("pins what is inside items until it is taken", () => {
    house.use("a", 1, ["queue", "q", null, ["put", item("x", "k")]]);
    expect([...house.pins.values()]).to.deep.equal([["k"]]);
    house.use("b", 1, get);
    expect(house.pins.size).to.equal(1);
    house.say("b", ["took", 1, "queue", "q"]);
    expect(house.pins.size).to.equal(0);
  });

  it("forgets what nobody uses any more", () => {
    house.use("a", 1, get, 10);
    house.use("a", 2, acquire("x"));
    house.pass(2500, ["a"]);
    expect(house.views()).to.deep.equal([["lock", "x", "held", 0]]);
    expect(house.clock.step()).to.equal(true);
    house.coordinator.vacate("client.a");
    // With nothing left to look after no timer goes on.
    while (house.clock.step());
    expect(house.views()).to.deep.equal([]);
  });

  describe("with multi-locks", () => {
    it("gives several locks at once, in whatever order they are named", () => {
      house.use("a", 1, together("m", "y", "x"));
      const token = house.token();
      house.use("b", 1, acquire("x"));
      house.use("b", 2, acquire("y"));
      house.use("b", 3, together("n", "x", "y"));
      expect(house.replies).to.deep.equal([]);
      house.use("a", 2, ["multiLock", "m", null, ["release", token]]);
      expect(house.replies).to.deep.equal(["a2 done", "b1 granted", "b2 granted"]);
    });

    it("holds none while it waits for more than its time", () => {
      house.use("a", 1, acquire("y"));
      house.use("b", 1, together("m", "x", "y"), 20);
      house.use("w-0", 1, acquire("x"));
      house.replies;
      house.pass(30);
      expect(house.replies).to.deep.equal(["b1 expired", "w-01 granted"]);
      house.use("b", 2, together("m", "x", "z"), 0);
      house.use("b", 3, together("n", "z"), 0);
      expect(house.replies).to.deep.equal(["b3 granted"]);
      house.pass(1);
      expect(house.replies).to.deep.equal(["b2 expired"]);
    });

    it("gives all of them on when their holder is gone or silent", () => {
      house.use("a", 1, together("m", "x", "y"));
      house.use("b", 1, acquire("x"));
      house.use("b", 2, acquire("y"));
      house.replies;
      house.coordinator.vacate("client.a");
      expect(house.replies).to.deep.equal(["b1 granted", "b2 granted"]);
      house.use("w-0", 1, together("n", "y"));
      house.pass(6000);
      expect(house.replies).to.deep.equal(["w-01 granted"]);
    });

    it("gives it a greater token than its locks had before", () => {
      house.use("a", 1, acquire("x"));
      const before = house.token();
      house.use("a", 2, release("x", before));
      house.use("b", 1, together("m", "x", "y"));
      expect(house.token()).to.be.greaterThan(before);
    });
  });
});
