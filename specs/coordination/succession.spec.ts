import { expect } from "chai";
import type { Use } from "../../src/protocol/coordination.ts";
import { item } from "../support/desk.ts";
import { acquire, EPOCH, get, House, put, release, size, together } from "../support/house.ts";
import { HandLog } from "../support/logs.ts";

describe("a coordinator that goes on from a log", () => {
  let log: HandLog;
  let house: House;
  beforeEach(async () => {
    log = new HandLog();
    house = await House.open(log);
  });

  /** Stores all, and has another go on from there. */
  async function succeed(epoch = EPOCH + 1): Promise<void> {
    await log.store();
    house.coordinator.close();
    house = await House.open(log, epoch);
  }

  it("knows who holds what, and what is where", async () => {
    house.use("a", 1, acquire("l"));
    house.use("a", 2, ["variable", "v", null, ["set", item("x")]]);
    house.use("a", 3, ["event", "e", null, ["set"]]);
    house.use("a", 4, put("y"));
    house.use("a", 5, put("z"));
    house.use("b", 1, acquire("l"));
    house.use("b", 2, ["semaphore", "s", 2, ["acquire"]]);
    await log.store();
    const [[, granted] = []] = house.answers;
    const token = granted?.[0] === "granted" ? granted[1] : 0;
    await succeed();
    expect(house.views()).to.deep.equal([
      ["lock", "l", "held", 1],
      ["variable", "v", "set", 0],
      ["event", "e", "set", 0],
      ["queue", "q", "stocked", 0],
      ["semaphore", "s", "shared", 0],
    ]);
    house.use("a", 6, release("l", token));
    house.use("a", 7, ["queue", "q", null, ["get", 2]]);
    await log.store();
    expect(house.replies).to.deep.equal(["a6 done", "b1 granted", "a7 items"]);
  });

  it("keeps the place of who asks again, with the time that is left, and gives that who does not its own", async () => {
    house.use("a", 1, get, 1000);
    house.use("b", 1, get, 1000);
    house.use("b", 2, get);
    await succeed();
    house.use("a", 1, get, 10);
    house.pass(20);
    await log.store();
    expect(house.replies).to.deep.equal(["a1 expired"]);
    house.use("b", 2, get);
    house.use("a", 2, put("x"));
    await log.store();
    expect(house.replies).to.deep.equal(["a2 done", "b1 items"]);
    house.use("a", 3, put("y"));
    await log.store();
    expect(house.replies).to.deep.equal(["a3 done", "b2 items"]);
  });

  it("lets who does not ask again run out of time", async () => {
    house.use("a", 1, get, 50);
    await succeed();
    house.pass(60);
    await log.store();
    expect(house.replies).to.deep.equal(["a1 expired"]);
  });

  it("answers the same again, and does nothing twice", async () => {
    house.use("a", 1, put("x"));
    house.use("a", 2, put("y"));
    house.use("b", 1, get);
    house.use("b", 2, acquire("l"));
    house.use("a", 3, acquire("l"));
    house.say("a", ["withdraw", 3, "lock", "l"]);
    await log.store();
    const before = house.answers;
    await succeed();
    house.use("a", 1, put("x"));
    house.use("a", 2, put("y"));
    house.use("b", 1, get);
    house.use("b", 2, acquire("l"));
    house.use("a", 3, acquire("l"));
    expect(house.answers).to.deep.equal(before);
    house.use("b", 3, size);
    expect(house.answers).to.deep.equal([["b3", ["size", 1]]]);
  });

  it("takes back what crosses a withdrawal that only the next hears of", async () => {
    house.use("a", 1, put("x", "k"));
    house.use("a", 2, put("y"));
    house.use("b", 1, get);
    await succeed();
    house.say("b", ["settled", 2, [1]]);
    house.use("b", 1, get);
    house.say("b", ["withdraw", 1, "queue", "q"]);
    await succeed(EPOCH + 2);
    house.use("b", 1, get);
    expect(house.replies).to.deep.equal(["b1 expired"]);
    expect([...house.pins.values()]).to.deep.equal([["k"]]);
    house.use("a", 3, ["queue", "q", null, ["get", null]]);
    await log.store();
    expect(house.items()).to.equal("xy");
  });

  it("takes back what was not stored when who asked was gone, and what had not reached it", async () => {
    house.use("a", 1, put("x"));
    house.use("a", 2, put("y"));
    house.use("a", 3, put("z"));
    house.deaf.add("client.w-0");
    house.use("w-0", 1, get);
    await log.store();
    house.use("w-0", 2, get);
    house.coordinator.vacate("client.w-0", false);
    await succeed();
    house.use("a", 4, ["queue", "q", null, ["get", null]]);
    await log.store();
    expect(house.items()).to.equal("xyz");
  });

  it("does so also where there is nothing left in it, and where its client was let go", async () => {
    house.use("a", 1, put("x"));
    house.use("b", 1, get);
    await log.store();
    const before = house.answers;
    house.pass(3000, ["a", "b"]);
    await succeed();
    house.coordinator.vacate("client.a", true);
    await succeed(EPOCH + 2);
    house.use("a", 1, put("x"));
    house.use("b", 1, get);
    expect(house.answers).to.deep.equal(before);
    expect(house.views()).to.deep.equal([]);
  });

  it("grants another lease to who was let go with one, and has not heard of it", async () => {
    house.use("a", 1, acquire("l"));
    await log.store();
    const token = house.token();
    house.coordinator.vacate("client.a", true);
    await succeed();
    house.use("a", 1, acquire("l"));
    await log.store();
    expect(house.token()).to.be.above(token);
  });

  it("forgets what is settled", async () => {
    house.use("a", 1, put("x"));
    house.use("a", 2, put("y"));
    house.say("a", ["settled", 3, [2]]);
    await succeed();
    house.answers;
    house.use("a", 2, put("y"));
    expect(house.replies).to.deep.equal(["a2 done"]);
    house.use("b", 1, size);
    expect(house.answers).to.deep.equal([["b1", ["size", 2]]]);
    house.use("a", 1, put("x"));
    house.use("b", 2, size);
    await log.store();
    expect(house.answers.at(-1)).to.deep.equal(["b2", ["size", 3]]);
  });

  it("tells who watches the present value when it asks again", async () => {
    const watch: Use = ["variable", "v", null, ["watch"]];
    house.use("a", 1, watch);
    house.use("b", 1, ["variable", "v", null, ["set", item("x", "k")]]);
    await succeed();
    house.use("a", 1, watch);
    await log.store();
    expect(house.replies).to.deep.equal(["a1 value"]);
    house.use("b", 2, ["variable", "v", null, ["set", item("y")]]);
    house.say("a", ["took", 1, "variable", "v"]);
    await log.store();
    expect(house.replies).to.deep.equal(["b2 done", "a1 value"]);
    expect(house.pins.size).to.equal(0);
  });

  it("gives on what who is silent has: leases after 5 s, places after a minute", async () => {
    house.use("a", 1, acquire("l"));
    house.use("b", 1, acquire("l"));
    house.use("a", 2, ["event", "e", null, ["wait"]]);
    await succeed();
    house.clients.delete("client.a");
    house.pass(4500, ["b"]);
    expect(house.replies).to.deep.equal([]);
    house.pass(1000, ["b"]);
    await log.store();
    expect(house.replies).to.deep.equal(["b1 granted"]);
    expect(house.views()).to.deep.include(["event", "e", "clear", 1]);
    house.pass(56_000, ["b"]);
    await log.store();
    expect(house.views().map(([kind]) => kind)).to.deep.equal(["lock"]);
  });

  it("gives on what clients on threads have when their worker is gone", async () => {
    house.use("w-0", 1, acquire("l"));
    house.use("b", 1, acquire("l"));
    await succeed();
    house.clients.delete("client.w-0");
    house.pass(20_000, ["b"]);
    house.coordinator.vacate("worker.v", true);
    await log.store();
    expect(house.replies).to.deep.equal([]);
    house.coordinator.vacate("worker.w", true);
    await log.store();
    expect(house.replies).to.deep.equal(["b1 granted"]);
  });

  it("gives greater tokens, whatever its clock says", async () => {
    house.use("a", 1, acquire("l"));
    await log.store();
    const first = house.token();
    await succeed(1);
    house.use("b", 1, acquire("m"));
    await log.store();
    expect(house.token()).to.be.above(first);
    await succeed(2 * EPOCH);
    house.use("b", 2, acquire("n"));
    await log.store();
    expect(house.token()).to.be.above(2 * EPOCH * 1024);
  });

  it("pins what is inside, until it is taken", async () => {
    house.use("a", 1, put("x", "k"));
    house.use("a", 2, put("y", "l"));
    house.use("b", 1, get);
    await succeed();
    expect([...house.pins.values()]).to.deep.equal([["k"], ["l"]]);
    house.say("b", ["took", 1, "queue", "q"]);
    expect([...house.pins.values()]).to.deep.equal([["l"]]);
  });

  it("goes on with locks that are taken together", async () => {
    house.use("a", 1, acquire("y"));
    house.use("b", 1, together("m", "x", "y"));
    await log.store();
    const token = house.token();
    await succeed();
    house.use("a", 2, acquire("x"));
    house.use("a", 3, release("y", token));
    await log.store();
    expect(house.replies).to.deep.equal(["a3 done", "b1 granted"]);
  });
});
