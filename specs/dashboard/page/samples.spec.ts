import { expect } from "chai";
import { Samples } from "../../../src/dashboard/page/model/samples.ts";

describe("Samples for a chart", () => {
  it("are columns, with instants in seconds", () => {
    const samples = new Samples();
    samples.add(1000, 5, null);
    samples.add(2000, 6, 7);
    expect(samples.columns(2)).to.eql([
      [1, 2],
      [5, 6],
      [null, 7],
    ]);
  });

  it("are no denser than their step, and end with the newest", () => {
    const samples = new Samples([], 10_000, 500);
    for (let at = 0; at <= 1050; at += 50) samples.add(at, at);
    const [instants = []] = samples.columns(1);
    expect(instants.length).to.be.within(3, 5);
    expect(instants.at(-1)).to.equal(1.05);
  });

  it("are forgotten once they are old", () => {
    const samples = new Samples([], 1000, 0);
    for (const at of [0, 500, 1200, 1800]) samples.add(at, 1);
    expect(samples.columns(1)[0]).to.eql([1.2, 1.8]);
  });

  it("go on after a reload", () => {
    const before = new Samples();
    before.add(1000, 1);
    const after = new Samples(JSON.parse(JSON.stringify(before.rows)));
    after.add(2000, 2);
    expect(after.columns(1)).to.eql([
      [1, 2],
      [1, 2],
    ]);
  });
});
