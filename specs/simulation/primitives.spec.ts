import { expect } from "chai";
import { drawHarvest, playHarvest } from "./harvest.ts";
import { itHolds, seedsOf } from "./search.ts";
import { drawSuccession, playSuccession } from "./succession.ts";
import { drawUse, playUse } from "./use.ts";

/** After so many seeds each kind of course has come up together with each other. */
const KINDS = 12;

describe("primitives, simulated", function () {
  this.timeout(0);

  itHolds(
    "are what they seem to be, whoever dies, is silent or asleep, and no wait is left",
    seedsOf(KINDS),
    drawUse,
    playUse,
  );

  itHolds(
    "are what they seem to be over several schedulers, where a log is kept",
    seedsOf(KINDS),
    drawSuccession,
    playSuccession,
  );

  itHolds(
    "lose no item to a taker that is cancelled or leaves",
    seedsOf(4 * KINDS),
    drawHarvest,
    playHarvest,
  );

  it("run the same way twice for the same seed", async () => {
    for (const seed of [8, 9])
      expect(await playUse(drawUse(seed))).to.deep.equal(await playUse(drawUse(seed)));
  });
});
