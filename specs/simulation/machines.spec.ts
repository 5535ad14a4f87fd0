import { expect } from "chai";
import { itHolds, seedsOf } from "./search.ts";
import { drawCrossing, playCrossing } from "./square.ts";

describe("machines, simulated", function () {
  this.timeout(0);

  itHolds(
    "are seen by all who watch them in one order, and take what each sends in its own",
    seedsOf(20),
    drawCrossing,
    playCrossing,
  );

  it("run the same way twice for the same seed", async () => {
    for (const seed of [1, 8])
      expect(await playCrossing(drawCrossing(seed))).to.deep.equal(await playCrossing(drawCrossing(seed)));
  });
});
