import { expect } from "chai";
import { Desk } from "../support/desk.ts";

describe("the machine of a lock", () => {
  let lock: Desk;
  beforeEach(() => {
    lock = new Desk("lock");
  });

  it("is given to the first, then to who waits, first come first served, each time under a greater token", () => {
    expect(lock.use("a", ["acquire"])).to.deep.equal(["a1: granted 101"]);
    expect(lock.use("b", ["acquire"])).to.deep.equal([]);
    expect(lock.use("c", ["acquire"])).to.deep.equal([]);
    expect(lock.use("a", ["release", 101])).to.deep.equal(["a4: done", "b2: granted 104"]);
    expect(lock.use("b", ["release", 104])).to.deep.equal(["b5: done", "c3: granted 105"]);
    expect([lock.state, lock.waiting]).to.deep.equal(["held", 0]);
    expect(lock.use("c", ["release", 105])).to.deep.equal(["c6: done"]);
    expect([lock.state, lock.blank]).to.deep.equal(["free", true]);
  });

  it("is not released by who does not hold it, nor twice, nor while it is free", () => {
    const declined =
      /^\w\d: declined TROUPE Lock "it" is not held by this lease any more: .* Acquire it again\.$/;
    expect(lock.use("a", ["release", 7])[0]).to.match(declined);
    lock.use("a", ["acquire"]);
    expect(lock.use("b", ["release", 102])[0]).to.match(declined);
    expect(lock.use("a", ["release", 101])[0]).to.match(declined);
    expect(lock.use("a", ["release", 102])).to.deep.equal(["a5: done"]);
    expect(lock.use("a", ["release", 102])[0]).to.match(declined);
  });

  it("is not for its own holder to take again", () => {
    lock.use("a", ["acquire"]);
    expect(lock.use("a", ["acquire"])).to.deep.equal([]);
  });

  it("is never held by who ran out of time, whichever comes first", () => {
    lock.use("a", ["acquire"]);
    expect(lock.use("b", ["acquire"], 50)).to.deep.equal(["b2 has 50 ms"]);
    expect(lock.expire("b", 2)).to.deep.equal(["b2: expired"]);
    lock.use("c", ["acquire"], 50);
    expect(lock.use("a", ["release", 101])).to.deep.equal(["a4: done", "c3: granted 105"]);
    expect(lock.expire("c", 3)).to.deep.equal([]);
    expect(lock.state).to.equal("held");
  });

  it("is had at once or not at all by who has no time", () => {
    expect(lock.use("a", ["acquire"], 0)).to.deep.equal(["a1: granted 101"]);
    expect(lock.use("b", ["acquire"], 0)).to.deep.equal(["b2: expired"]);
    expect(lock.waiting).to.equal(0);
  });

  it("is given on when its holder is gone, and so are the places of one that waits", () => {
    lock.use("a", ["acquire"]);
    lock.use("b", ["acquire"]);
    lock.use("c", ["acquire"]);
    expect(lock.part("b")).to.deep.equal([]);
    expect(lock.part("a")).to.deep.equal(["c3: granted 105"]);
  });

  it("is given on when its holder is silent for too long; who waits may ask again, behind the others", () => {
    lock.use("a", ["acquire"]);
    lock.use("a", ["acquire"]);
    lock.use("b", ["acquire"]);
    expect(lock.lapse("a")).to.deep.equal(["a2: lapsed", "b3: granted 104"]);
    expect(lock.use("a", ["release", 101])[0]).to.match(/declined/);
  });
});
