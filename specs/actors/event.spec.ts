import { expect } from "chai";
import { Desk } from "../support/desk.ts";

describe("the machine of an event", () => {
  let event: Desk;
  beforeEach(() => {
    event = new Desk("event");
  });

  it("lets all go on who wait when it is set, and nobody wait until it is cleared", () => {
    event.use("a", ["wait"]);
    event.use("b", ["wait"]);
    expect(event.use("c", ["set"])).to.deep.equal(["c3: done", "a1: done", "b2: done"]);
    expect(event.use("a", ["wait"], 0)).to.deep.equal(["a4: done"]);
    expect(event.use("c", ["set"])).to.deep.equal(["c5: done"]);
    expect(event.use("c", ["clear"])).to.deep.equal(["c6: done"]);
    expect(event.use("a", ["wait"])).to.deep.equal([]);
  });

  it("says whether it is set", () => {
    expect(event.use("a", ["isSet"])).to.deep.equal(["a1: flag false"]);
    event.use("a", ["set"]);
    expect(event.use("a", ["isSet"])).to.deep.equal(["a3: flag true"]);
    expect([event.state, event.blank]).to.deep.equal(["set", false]);
    event.use("a", ["clear"]);
    expect([event.state, event.blank]).to.deep.equal(["clear", true]);
  });

  it("lets who ran out of time go, once", () => {
    expect(event.use("a", ["wait"], 30)).to.deep.equal(["a1 has 30 ms"]);
    expect(event.expire("a", 1)).to.deep.equal(["a1: expired"]);
    expect(event.use("b", ["set"])).to.deep.equal(["b2: done"]);
    expect(event.expire("a", 1)).to.deep.equal([]);
    event.use("b", ["clear"]);
    expect(event.use("a", ["wait"], 0)).to.deep.equal(["a4: expired"]);
  });

  it("forgets who is gone, and waits for who is only silent", () => {
    event.use("a", ["wait"]);
    event.use("b", ["wait"]);
    event.part("a");
    expect(event.lapse("b")).to.deep.equal([]);
    expect(event.use("c", ["set"])).to.deep.equal(["c3: done", "b2: done"]);
  });
});
