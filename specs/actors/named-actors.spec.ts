import { expect } from "chai";
import { Play } from "../support/play.ts";
import { payload } from "../support/words.ts";

describe("an actor with a name", () => {
  const named = (play: Play): Play =>
    play.client("c1", "c2").worker("w1").submit("c1", "a", { actor: true, name: "n" }).done("w1", "a");

  it("is found by it, on its way too, and by nothing else", () => {
    const play = Play.leading().prepare((play) => play.client("c1", "c2"));
    play.submit("c1", "a", { actor: true, name: "n" });
    play.from("c2", ["lookup", 1, "n"], ["lookup", 2, "m"]);
    expect(play.look()).to.deep.equal(["c2: named 1 a", "c2: declined 2 NOT_FOUND"]);
  });

  it("lives on when nobody holds it", () => {
    const play = Play.leading().prepare(named);
    play.from("c1", ["bye"]);
    expect(play.look()).to.deep.equal(["part c1"]);
    play.from("c2", ["lookup", 1, "n"], ["hold", ["a"]]);
    expect(play.look()).to.deep.equal(["c2: named 1 a", "c2: finished a=a"]);
  });

  it("keeps it from others, which fail", () => {
    const play = Play.leading().prepare(named);
    play.submit("c2", "b", { actor: true, name: "n" });
    expect(play.look()).to.deep.equal(["c2: denied b TROUPE"]);
    play.from("c2", ["release", ["b"], null], ["lookup", 1, "n"]);
    expect(play.look()).to.deep.equal(["c2: named 1 a"]);
  });

  for (const [how, end] of [
    ["has died", (play: Play) => play.from("w1", ["died", "a", payload("e")])],
    ["is gone with its worker", (play: Play) => play.from("w1", ["bye"])],
    ["is cancelled for everyone", (play: Play) => play.from("c2", ["cancel", ["a"], true, 0])],
  ] as const) {
    it(`leaves it to others when it ${how}`, () => {
      const play = Play.leading().prepare(named);
      end(play).hush();
      play.from("c2", ["lookup", 1, "n"]);
      expect(play.look()).to.deep.equal(["c2: declined 1 NOT_FOUND"]);
      play.submit("c2", "b", { actor: true, name: "n" }).hush();
      play.from("c2", ["lookup", 2, "n"]);
      expect(play.look()).to.deep.equal(["c2: named 2 b"]);
    });
  }

  it("leaves it to others when it cannot be made, and takes it up again when that is tried again", () => {
    const play = Play.leading().prepare((play) => play.client("c1").worker("w1"));
    play.submit("c1", "a", { actor: true, name: "n" }).hush();
    play.fail("w1", "a");
    expect(play.look()).to.deep.equal(["c1: failed a error"]);
    play.from("c1", ["lookup", 1, "n"]);
    expect(play.look()).to.deep.equal(["c1: declined 1 NOT_FOUND"]);
    play.from("c1", ["retry", "a"], ["lookup", 2, "n"]);
    expect(play.look()).to.include("c1: named 2 a");
  });
});
