import fc from "fast-check";
import { AGREEMENTS } from "./acts.ts";

/** Another goes on from what the one before wrote down. */
const replacement = fc.constant({
  check: () => true,
  run: (_model: object, play: { replace(): void }) => play.replace(),
  toString: () => "another goes on from its snapshot",
});

describe("a snapshot of the machine", () => {
  for (const [name, agree] of Object.entries(AGREEMENTS)) {
    it(`of ${name} says all there is to say: who goes on from it answers as the model does`, () =>
      agree([replacement, replacement]));
  }
});
