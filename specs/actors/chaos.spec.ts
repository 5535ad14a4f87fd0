import fc from "fast-check";
import { checkEmpty, checkEnds, finish } from "./world/end.ts";
import { story, tell } from "./world/story.ts";

describe("the scheduler among peers that do what they like", () => {
  it("keeps its tables consistent, tells every client an end of each key, ends what is kept, and frees everything", () => {
    const runs = Number(process.env["RUNS"] ?? 300);
    fc.assert(
      fc.property(story, fc.boolean(), (events, durable) => {
        const world = tell(events, durable);
        finish(world);
        checkEnds(world);
        checkEmpty(world);
      }),
      { numRuns: runs },
    );
  });
});
