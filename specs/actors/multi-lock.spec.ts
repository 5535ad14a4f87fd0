import { expect } from "chai";
import { Desk } from "../support/desk.ts";

describe("the machine of a multi-lock", () => {
  let multiLock: Desk;
  beforeEach(() => {
    multiLock = new Desk("multiLock");
  });

  it("takes its locks one after the other, in the order of their names, each once", () => {
    expect(multiLock.use("a", ["acquire", ["y", "x", "y"]])).to.deep.equal(["acquire x as 1"]);
    expect(multiLock.state).to.equal("taking");
    expect(multiLock.grant(1)).to.deep.equal(["acquire y as 2"]);
    expect(multiLock.grant(2)).to.deep.equal(["a1: granted 103"]);
    expect(multiLock.state).to.equal("held");
    expect(multiLock.use("a", ["release", 103])).to.deep.equal(["a2: done", "leave x y"]);
    expect([multiLock.state, multiLock.blank]).to.deep.equal(["idle", true]);
  });

  it("leaves the locks that it has, and the one that it waits for, when its time is up", () => {
    expect(multiLock.use("a", ["acquire", ["x", "y", "z"]], 40)).to.deep.equal([
      "a1 has 40 ms",
      "acquire x as 1",
    ]);
    multiLock.grant(1);
    expect(multiLock.expire("a", 1)).to.deep.equal(["a1: expired", "leave x y"]);
    expect(multiLock.grant(2)).to.deep.equal([]);
    expect(multiLock.state).to.equal("idle");
  });

  it("is held by who was granted it in time", () => {
    multiLock.use("a", ["acquire", ["x"]], 40);
    multiLock.grant(1);
    expect(multiLock.expire("a", 1)).to.deep.equal([]);
    expect(multiLock.state).to.equal("held");
  });

  it("leaves its locks when its user is gone or silent", () => {
    multiLock.use("a", ["acquire", ["x", "y"]]);
    expect(multiLock.part("b")).to.deep.equal([]);
    expect(multiLock.part("a")).to.deep.equal(["leave x"]);
    multiLock.use("a", ["acquire", ["x", "y"]]);
    expect(multiLock.lapse("a")).to.deep.equal(["a2: lapsed", "leave x"]);
    multiLock.use("a", ["acquire", ["x"]]);
    multiLock.grant(1);
    expect(multiLock.lapse("a")).to.deep.equal(["leave x"]);
  });

  it("is taken by one at a time, and released by who holds it, once", () => {
    multiLock.use("a", ["acquire", ["x"]]);
    expect(multiLock.use("b", ["acquire", ["y"]])[0]).to.match(/^b2: declined TROUPE /);
    multiLock.grant(1);
    expect(multiLock.use("b", ["release", 103])[0]).to.match(
      /^b3: declined TROUPE .* not held by this lease/,
    );
    multiLock.use("a", ["release", 103]);
    expect(multiLock.use("a", ["release", 103])[0]).to.match(
      /^a5: declined TROUPE .* not held by this lease/,
    );
  });
});
