import { expect } from "chai";
import { Play } from "../support/play.ts";

describe("a worker that is too full", () => {
  it("is asked for what it has not begun, and gets nothing until there is room", () => {
    const play = Play.leading().prepare((stage) => stage.client("c1").worker("w1").submit("c1", "a"));
    play.from("w1", ["paused", true]);
    expect(play.look()).to.deep.equal(["c1: workers w1", "w1: recall a#1"]);
    play.say("w1", "returned", "a").submit("c1", "b");
    expect(play.look()).to.deep.equal([]);
    play.from("w1", ["paused", false]);
    expect(play.look()).to.deep.equal(["c1: workers w1", "w1: assign a#2"]);
  });

  it("makes no actors", () => {
    const play = Play.leading().prepare((stage) =>
      stage.client("c1").worker("w1").worker("w2").from("w1", ["paused", true]),
    );
    for (const key of ["a", "b"]) {
      play.submit("c1", key, { actor: true });
      expect(play.look().join()).to.match(/^w2: assign/);
    }
  });
});
