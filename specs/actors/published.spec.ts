import { expect } from "chai";
import { Play } from "../support/play.ts";

const LARGE = 100_000;

/** `d` is done, with its large result on `w1`, and published by `c1` as `data`. */
const published = () =>
  Play.leading().prepare((play) =>
    play
      .client("c1", "c2")
      .worker("w1")
      .submit("c1", "d")
      .done("w1", "d", LARGE)
      .from("c1", ["publish", 1, "data", "d", false]),
  );

describe("what a scheduler has published", () => {
  it("is kept when its client lets go of it, or goes", () => {
    const play = published();
    play.from("c1", ["release", ["d"], null], ["cancel", ["d"], false, 1000]);
    expect(play.look()).to.deep.equal([]);
    play.from("c1", ["bye"]);
    expect(play.look()).to.deep.equal(["part c1"]);
    expect(play.state("d")).to.equal("finished");
    play.from("c2", ["unpublish", 1, "data"]);
    expect(play.look()).to.deep.equal(["w1: drop d", "c2: answered 1"]);
    expect(play.state("d")).to.equal(undefined);
  });

  it("is copied where it is, beside the slots, for who knows its name", () => {
    const play = published().prepare((play) => play.submit("c1", "busy"));
    play.from("c2", ["find", "t", "data"]);
    expect(play.look()).to.deep.equal(["w1: assign t#3 d@w1"]);
    expect(play.row("t").worker?.active).to.equal(1);
    play.done("w1", "t", LARGE);
    expect(play.look()).to.deep.equal(["c2: finished t@w1"]);
    play.from("c2", ["unpublish", 1, "data"]).hush();
    play.from("c1", ["release", ["d"], null]);
    expect(play.look()).to.deep.equal(["w1: drop d"]);
    expect(play.state("t")).to.equal("finished");
  });

  it("is copied again, and made again before that, where its worker dies", () => {
    const play = published().prepare((play) => play.from("c2", ["find", "t", "data"]).done("w1", "t", LARGE));
    play.worker("w2").from("w1", ["bye"]);
    expect(play.look()).to.deep.equal([
      "c1: workers w2",
      "c2: workers w2",
      "part w1",
      "c2: pending t",
      "c1: pending d",
      "w2: assign d#3",
    ]);
    play.done("w2", "d", LARGE);
    expect(play.look()).to.deep.equal(["c1: finished d@w2", "w2: assign t#4 d@w2"]);
  });

  it("holds what its value holds, in each copy", () => {
    const play = Play.leading().prepare((play) =>
      play.client("c1", "c2").worker("w1").submit("c1", "inner").done("w1", "inner", LARGE).submit("c1", "d"),
    );
    play.done("w1", "d", "value", 1, ["inner"]).hush();
    play.from("c1", ["publish", 1, "data", "d", false], ["release", ["inner", "d"], null]).hush();
    play.from("c2", ["find", "t", "data"]);
    expect(play.look()).to.deep.equal(["c2: finished t=value"]);
    play.from("c2", ["unpublish", 2, "data"]).hush();
    expect(play.state("d")).to.equal(undefined);
    expect(play.state("inner")).to.equal("finished");
    play.from("c2", ["release", ["t"], null]);
    expect(play.look()).to.deep.equal(["w1: drop inner"]);
  });

  it("is not found under a name that nobody has, nor again once it was cancelled by force", () => {
    const play = published();
    play.from("c2", ["find", "t", "other"]);
    expect(play.look()).to.deep.equal(["c2: denied t NOT_FOUND"]);
    play.from("c2", ["cancel", ["d"], true, 1000]);
    expect(play.look()).to.deep.equal(["w1: drop d", "c1: cancelled d"]);
    play.from("c2", ["find", "u", "data"]);
    expect(play.look()).to.deep.equal(["c2: denied u NOT_FOUND"]);
  });

  it("keeps its name, unless that is taken from it", () => {
    const play = published().prepare((play) => play.submit("c2", "e").done("w1", "e"));
    play.from("c2", ["publish", 1, "data", "e", false], ["publish", 2, "data", "nothing", true]);
    expect(play.look()).to.deep.equal(["c2: declined 1 TROUPE", "c2: declined 2 NOT_FOUND"]);
    play.from("c1", ["publish", 2, "data", "d", false], ["release", ["d"], null]).hush();
    play.from("c2", ["publish", 3, "data", "e", true]);
    expect(play.look()).to.deep.equal(["w1: drop d", "c2: answered 3"]);
  });

  it("is no actor", () => {
    const play = Play.leading().prepare((play) =>
      play.client("c1").worker("w1").submit("c1", "a", { actor: true }).done("w1", "a", 0),
    );
    play.from("c1", ["publish", 1, "actor", "a", false]);
    expect(play.look()).to.deep.equal(["c1: declined 1 TROUPE"]);
  });
});
