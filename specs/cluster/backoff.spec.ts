import { expect } from "chai";
import { Backoff } from "../../src/cluster/backoff.ts";

describe("a process that dies", () => {
  it("is started again after a pause that doubles while it dies young, up to 5 s", () => {
    const backoff = new Backoff();
    const pauses = Array.from({ length: 9 }, () => backoff.next(100));
    expect(pauses).to.deep.equal([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    expect([backoff.next(60_000), backoff.next(100)]).to.deep.equal([50, 100]);
  });
});
