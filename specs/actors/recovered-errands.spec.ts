import { expect } from "chai";
import { Play } from "../support/play.ts";
import { over, takingOver } from "../support/takeover.ts";
import { held, run } from "../support/testimony.ts";
import { done, submit } from "../support/words.ts";

describe("errands when another scheduler takes over", () => {
  it("are not run again where their worker still does", () => {
    const play = Play.leading().prepare((play) =>
      play.back("c1", ["w1"], submit("t", { home: "worker.w1" })),
    );
    play.prepare((play) => play.returning("w1", { runs: [run("t", 7)] }));
    expect(over(play).look()).to.deep.equal(["c1: pending t", "c1: workers w1"]);
    expect(play.from("w1", done("t", 7, "v")).look()).to.deep.equal(["c1: finished t=v"]);
  });

  it("go to their worker where it has not had them, and fail where it does not come back", () => {
    const play = Play.leading().prepare((play) =>
      play.back("c1", ["w1", "w2"], submit("t", { home: "worker.w1" }), submit("u", { home: "worker.w2" })),
    );
    play.prepare((play) => over(play.returning("w1", {})));
    expect(over(play).look()).to.have.members([
      ...["c1: denied u LOST", "c1: pending t", "c1: workers w1", "w1: assign t#1"],
    ]);
  });

  it("are what runs or is there already nowhere but at home", () => {
    const play = takingOver({ runs: [run("t", 7)], results: [held("r", 8)] });
    over(play)
      .client("c1")
      .from("c1", ["hold", ["t", "r"]])
      .hush();
    const away = { home: "worker.w9" };
    expect(play.from("c1", submit("t", away), submit("r", away)).look()).to.deep.equal([
      "c1: pending t",
      "c1: finished r@w1",
    ]);
    expect(play.done("w1", "t", "v").look()).to.deep.equal(["c1: finished t=v"]);
  });
});
