import { expect } from "chai";
import { Play } from "../support/play.ts";
import { over } from "../support/takeover.ts";

describe("a scheduler without a store", () => {
  it("ends where another had one, whoever tells: what that stored would be as if it had never been", () => {
    for (const tell of [
      (play: Play) => play.returning("w1", {}),
      (play: Play) => play.back("c1", []),
      (play: Play) => play.prepare(() => play.returning("w2", { former: "fleeting" })).returning("w1", {}),
    ]) {
      const play = tell(Play.leading(false));
      expect(play.look()).to.deep.equal([]);
      expect(play.actor.getSnapshot().value).to.equal("bereft");
      expect(play.actor.getSnapshot().context.reason).to.match(/^(worker\.w1|client\.c1)$/);
    }
  });

  it("goes on where the other had none, or one is back who knows only what was long ago", () => {
    const play = Play.leading(false).prepare((play) => play.returning("w1", { former: "fleeting" }));
    expect(play.actor.getSnapshot().value).to.equal("recovering");
    play.prepare(() => {
      over(play);
      for (let i = 0; i < 11; i++) play.from("w1", ["beat"]).sweep();
    });
    expect(play.returning("w2", {}).look()).to.include("w2: welcome");
    expect(play.actor.getSnapshot().value).to.equal("leading");
  });
});
