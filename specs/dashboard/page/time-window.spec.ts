import { expect } from "chai";
import { endingAt, panned, ticks, zoomed } from "../../../src/dashboard/page/model/time-window.ts";

const window = { from: 1000, to: 2000 };

describe("The stretch of time that is shown", () => {
  it("is magnified around a place that stays where it is", () => {
    expect(zoomed(window, 2, 0.5)).to.eql({ from: 1250, to: 1750 });
    expect(zoomed(window, 2, 0)).to.eql({ from: 1000, to: 1500 });
    expect(zoomed(window, 0.5, 1)).to.eql({ from: 0, to: 2000 });
  });

  it("is never shorter than a millisecond nor longer than an hour", () => {
    const near = zoomed(window, 1e9, 0.5);
    expect(near.to - near.from).to.equal(1);
    const far = zoomed(window, 1e-9, 0.5);
    expect(far.to - far.from).to.equal(3_600_000);
  });

  it("moves by a share of its length", () => {
    expect(panned(window, 0.5)).to.eql({ from: 1500, to: 2500 });
    expect(panned(window, -1)).to.eql({ from: 0, to: 1000 });
  });

  it("follows an instant", () => {
    expect(endingAt(window, 5000)).to.eql({ from: 4000, to: 5000 });
  });

  it("has round instants on its axis, some hundred pixels from each other", () => {
    expect(ticks({ from: 150, to: 1050 }, 900)).to.eql({
      step: 100,
      at: [200, 300, 400, 500, 600, 700, 800, 900, 1000],
    });
    expect(ticks({ from: 0, to: 60_000 }, 600)).to.include({ step: 10_000 });
  });

  it("has few of them however long it is", () => {
    expect(ticks({ from: 0, to: 3_600_000 }, 300).at.length).to.be.within(2, 4);
  });
});
