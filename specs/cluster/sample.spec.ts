import { expect } from "chai";
import { Sample } from "../../src/cluster/sample.ts";

/** Offers these weights in order; returns those that were kept, by their places, and how many were not. */
function drawn(most: number, weights: readonly number[]) {
  const sample = new Sample<number>(most);
  weights.forEach((weight, place) => {
    const rank = sample.rank(weight);
    if (rank !== null) sample.keep(rank, place);
  });
  const { items, dropped } = sample.take();
  return { kept: [...items].sort((a, b) => a - b), dropped };
}

const repeated = (times: number, weight: number): number[] => Array.from({ length: times }, () => weight);

describe("a sample", () => {
  it("has all of what there is room for", () => {
    expect(drawn(5, [3, 0, 1])).to.deep.equal({ kept: [0, 1, 2], dropped: 0 });
  });

  it("has as much as there is room for, says how much it has not, and begins anew", () => {
    const sample = new Sample<number>(10);
    for (let i = 0; i < 1000; i++) {
      const rank = sample.rank(i % 7);
      if (rank !== null) sample.keep(rank, i);
    }
    const { items, dropped } = sample.take();
    expect([items.length, dropped]).to.deep.equal([10, 990]);
    expect(new Set(items).size).to.equal(10);
    expect(sample.take()).to.deep.equal({ items: [], dropped: 0 });
  });

  it("has some of every part of a stream in which all weigh the same", () => {
    const { kept } = drawn(50, repeated(5000, 1));
    const parts = Array.from(
      { length: 10 },
      (_, part) => kept.filter((place) => Math.floor(place / 500) === part).length,
    );
    for (const part of parts) expect(part).to.be.within(3, 7);
  });

  it("has what weighs much, among however many that weigh little", () => {
    const weights = repeated(20_000, 0.01);
    for (const place of [0, 7777, 19_999]) weights[place] = 1000;
    expect(drawn(20, weights).kept).to.include.members([0, 7777, 19_999]);
  });

  it("has nothing where there is no room, and counts what cannot be kept", () => {
    expect(drawn(0, [1, 2])).to.deep.equal({ kept: [], dropped: 2 });
    const sample = new Sample<number>(1);
    sample.drop();
    expect(sample.take().dropped).to.equal(1);
  });
});
