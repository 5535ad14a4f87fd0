import { expect } from "chai";
import { Presence } from "../../src/client/session/presence.ts";

/** Whether the scheduler counted as silent after each sign of life, and whether that was news. */
function looked(...heard: readonly number[]): readonly (readonly [silent: boolean, changed: boolean])[] {
  const presence = new Presence();
  return heard.map((frames) => {
    const changed = presence.beat(frames);
    return [presence.silent, changed] as const;
  });
}

describe("a scheduler's presence", () => {
  it("goes on while something is heard now and then", () => {
    for (const [silent, changed] of looked(1, 1, 1, 2, 2, 3, 7)) {
      expect(silent).to.equal(false);
      expect(changed).to.equal(false);
    }
  });

  it("is over when three signs of life on end were not answered, which is said once", () => {
    expect(looked(4, 4, 4, 4, 4)).to.deep.equal([
      [false, false],
      [false, false],
      [false, false],
      [true, true],
      [true, false],
    ]);
  });

  it("is there again with the first word", () => {
    expect(looked(0, 0, 0, 1, 1).slice(2)).to.deep.equal([
      [true, true],
      [false, true],
      [false, false],
    ]);
  });
});
