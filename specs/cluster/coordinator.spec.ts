import { expect } from "chai";
import type { Use } from "../../src/protocol/coordination.ts";
import { item } from "../support/desk.ts";
import { acquire, EPOCH, get, House, release, together } from "../support/house.ts";

describe("the coordinator", () => {
  let house: House;
  beforeEach(() => {
    house = new House();
  });
  afterEach(() => expect(house.failures).to.deep.equal([]));

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

  it("tells those who look on what is in each, who holds it, and who waits", () => {
    const put = (number: number) => house.use("a", number, ["queue", "q", 2, ["put", item("x")]]);
    for (const number of [1, 2, 3]) put(number);
    house.use("a", 4, acquire("l"));
    for (let number = 1; number <= 30; number++) house.use("b", number, acquire("l"));
    house.use("a", 5, ["semaphore", "s", 3, ["acquire"]]);
    house.use("a", 6, ["event", "e", null, ["wait"]]);
    house.use("a", 7, ["variable", "v", null, ["get"]]);
    house.use("b", 31, ["multiLock", "m", null, ["acquire", ["m1"]]]);
    const [a, b] = ["client.a", "client.b"];
    expect(house.survey().map(([kind, , , , figures]) => [kind, ...figures])).to.deep.equal([
      ["queue", 2, 2, [], [a]],
      ["lock", null, null, [a], Array(20).fill(b)],
      ["semaphore", 1, 3, [a], []],
      ["event", null, null, [], [a]],
      ["variable", null, null, [], [a]],
      ["multiLock", null, null, [b], []],
      ["lock", null, null, ["multiLock.m"], []],
    ]);
    void house.replies;
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
    house.coordinator.vacate("client.a", true);
    const last = house.token();
    house.coordinator.vacate("client.b", true);
    house.use("w-0", 1, semaphore);
    expect(house.token()).to.be.greaterThan(last);
  });

  it("gives on at once what somebody has who is gone", () => {
    house.use("a", 1, acquire("x"));
    house.use("a", 2, acquire("y"));
    house.use("b", 1, acquire("x"));
    house.use("b", 2, acquire("y"));
    house.replies;
    house.coordinator.vacate("client.a", true);
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
    house.coordinator.vacate("client.a", true);
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
      house.coordinator.vacate("client.a", true);
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
