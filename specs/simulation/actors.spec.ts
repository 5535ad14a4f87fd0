import { expect } from "chai";
import { drawDay, playDay } from "./day.ts";
import { itHolds, seedsOf } from "./search.ts";

describe("actors, simulated", function () {
  this.timeout(0);

  itHolds("are called in order, at most once each, and all calls end", seedsOf(30), drawDay, playDay);

  it("run the same way twice for the same seed", async () => {
    for (const seed of [7, 10, 12])
      expect(await playDay(drawDay(seed))).to.deep.equal(await playDay(drawDay(seed)));
  });
});
