import { expect } from "chai";
import { Desk } from "../support/desk.ts";

describe("the machine of a semaphore", () => {
  let semaphore: Desk;
  beforeEach(() => {
    semaphore = new Desk("semaphore");
  });

  it("gives as many leases as there are, then waits for one to come back", () => {
    expect(semaphore.use("a", ["acquire"], null, 2)).to.deep.equal(["a1: granted 101"]);
    expect(semaphore.state).to.equal("shared");
    expect(semaphore.use("b", ["acquire"], null, 2)).to.deep.equal(["b2: granted 102"]);
    expect(semaphore.state).to.equal("exhausted");
    expect(semaphore.use("c", ["acquire"], null, 2)).to.deep.equal([]);
    expect(semaphore.use("a", ["release", 101])).to.deep.equal(["a4: done", "c3: granted 104"]);
    semaphore.use("b", ["release", 102]);
    semaphore.use("c", ["release", 104]);
    expect([semaphore.state, semaphore.blank]).to.deep.equal(["free", true]);
  });

  it("has one lease where nobody says", () => {
    semaphore.use("a", ["acquire"]);
    expect(semaphore.use("b", ["acquire"])).to.deep.equal([]);
  });

  it("has as many as the first says, for all who say nothing, and serves who waited for that", () => {
    semaphore.use("a", ["acquire"]);
    semaphore.use("b", ["acquire"]);
    semaphore.use("c", ["acquire"]);
    expect(semaphore.use("d", ["acquire"], null, 3)).to.deep.equal(["b2: granted 104", "c3: granted 105"]);
    expect(semaphore.waiting).to.equal(1);
  });

  it("declines who says another number, until nobody holds a lease", () => {
    semaphore.use("a", ["acquire"], null, 2);
    expect(semaphore.use("b", ["acquire"], null, 3)).to.deep.equal([
      'b2: declined TROUPE Semaphore "it" has 2 leases, not 3. Give the same number, or none.',
    ]);
    semaphore.use("a", ["release", 101]);
    expect(semaphore.use("b", ["acquire"], null, 3)).to.deep.equal(["b4: granted 104"]);
  });

  it("gives all leases on of who is gone, each under a greater token than any before", () => {
    semaphore.use("a", ["acquire"], null, 2);
    semaphore.use("a", ["acquire"]);
    semaphore.use("b", ["acquire"]);
    semaphore.use("c", ["acquire"]);
    expect(semaphore.part("a")).to.deep.equal(["b3: granted 105", "c4: granted 106"]);
  });

  it("gives all leases on of who is silent", () => {
    semaphore.use("a", ["acquire"], null, 2);
    semaphore.use("b", ["acquire"]);
    semaphore.use("c", ["acquire"]);
    expect(semaphore.lapse("a")).to.deep.equal(["c3: granted 104"]);
    expect(semaphore.use("b", ["release", 102])).to.deep.equal(["b4: done"]);
  });

  it("lets who ran out of time go", () => {
    semaphore.use("a", ["acquire"]);
    semaphore.use("b", ["acquire"], 10);
    expect(semaphore.expire("b", 2)).to.deep.equal(["b2: expired"]);
    semaphore.use("a", ["release", 101]);
    expect(semaphore.state).to.equal("free");
  });
});
