import { expect } from "chai";
import { acquire, get, House, put, size } from "../support/house.ts";

describe("the coordinator, of what has not reached who asked for it,", () => {
  let house: House;
  beforeEach(() => {
    house = new House();
  });
  afterEach(() => expect(house.failures).to.deep.equal([]));

  it("takes back items that cross a withdrawal, and gives them to the next", () => {
    house.use("a", 1, put("x"));
    house.use("b", 1, get);
    house.say("b", ["withdraw", 1, "queue", "q"]);
    expect(house.replies).to.deep.equal(["a1 done", "b1 items", "b1 expired"]);
    house.use("b", 1, get);
    expect(house.replies).to.deep.equal(["b1 expired"]);
    house.say("b", ["withdraw", 1, "queue", "q"]);
    house.use("b", 2, size);
    expect(house.answers).to.deep.equal([["b2", ["size", 1]]]);
    house.use("a", 2, get);
    expect(house.replies).to.deep.equal(["a2 items"]);
  });

  it("takes back nothing that is settled", () => {
    house.use("a", 1, put("x"));
    house.use("b", 1, get);
    house.say("b", ["settled", 2, []]);
    house.say("b", ["withdraw", 1, "queue", "q"]);
    expect(house.views()).to.deep.equal([]);
  });

  it("leaves a lease that crosses a withdrawal to its holder, who gives it back", () => {
    house.use("b", 1, acquire("x"));
    house.say("b", ["withdraw", 1, "lock", "x"]);
    expect(house.views()).to.deep.equal([["lock", "x", "held", 0]]);
  });

  it("takes back what has not reached who is no more, in order, and nothing that has", () => {
    for (const [i, letter] of ["w", "x", "y", "z"].entries()) house.use("a", i, put(letter));
    house.use("w-0", 1, get);
    house.deaf.add("client.w-0");
    for (const number of [2, 3]) house.use("w-0", number, get);
    house.answers;
    house.coordinator.vacate("worker.w", true);
    house.use("a", 9, ["queue", "q", null, ["get", null]]);
    expect(house.items()).to.equal("xyz");
  });

  it("takes back nothing of who was only silent: that may have it, and asks for it again", () => {
    house.use("a", 1, put("x"));
    house.deaf.add("client.b");
    house.use("b", 1, get);
    house.coordinator.vacate("client.b", true);
    expect(house.views()).to.deep.equal([]);
    house.answers;
    house.use("b", 1, get);
    expect(house.items()).to.equal("x");
  });

  it("gives who is no more nothing that it takes back from it", () => {
    house.use("a", 1, put("x"));
    house.deaf.add("client.w-0");
    for (const number of [1, 2]) house.use("w-0", number, get);
    house.coordinator.vacate("client.w-0", false);
    expect(house.views()).to.deep.equal([["queue", "q", "stocked", 0]]);
  });
});
