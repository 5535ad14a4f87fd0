import { expect } from "chai";
import { itHolds, seedsOf } from "./search.ts";
import { drawWorkflow, playWorkflow } from "./workflow.ts";

describe("the main job, simulated", function () {
  this.timeout(0);

  itHolds(
    "ends right whatever goes wrong, and leaves nothing behind",
    seedsOf(50),
    drawWorkflow,
    playWorkflow,
  );

  it("runs the same way twice for the same seed", async () => {
    for (const seed of [6, 10, 12])
      expect(await playWorkflow(drawWorkflow(seed))).to.deep.equal(await playWorkflow(drawWorkflow(seed)));
  });
});
