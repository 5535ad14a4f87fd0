import { expect } from "chai";
import { Play } from "../support/play.ts";
import { over } from "../support/takeover.ts";
import { held, run } from "../support/testimony.ts";
import { submit } from "../support/words.ts";

describe("what was cancelled while no scheduler was there", () => {
  it("is ended once all are back, and what others want goes on", () => {
    const play = Play.leading().prepare((play) =>
      play
        .back("c1", ["w1"], ["cancel", ["t", "u"], false, 50])
        .returning("w1", { runs: [run("t", 7), run("u", 8), run("v", 9)], results: [held("h", 6)] })
        .back("c2", ["w1"], submit("u")),
    );
    expect(over(play).look()).to.deep.equal([
      "w1: abort t#7 in 50",
      "c2: pending u",
      "c1: workers w1",
      "c2: workers w1",
    ]);
    expect(play.row("u").run).to.equal(8);
    expect([...play.tables.claims.keys()]).to.deep.equal(["v", "h"]);
    play.from("c1", ["cancel", ["v", "h"], false, 1000]);
    expect(play.look()).to.deep.equal(["w1: abort v#9"]);
  });
});
