import { expect } from "chai";
import { Play } from "../support/play.ts";
import { payload, submit } from "../support/words.ts";

const LARGE = 9999;

/** A client that has promised `p`, and submitted `t`, which needs it. */
const promised = (play: Play): Play =>
  play
    .client("c1")
    .worker("w1")
    .from("c1", ["promise", "p"], submit("t", { dependencies: ["p"] }));

describe("a promised value", () => {
  it("lets what depends on it wait until it is there", () => {
    const play = Play.leading().prepare(promised);
    expect(play.state("t")).to.equal("waiting");
    play.from("c1", ["fulfil", "p", payload("v"), []]);
    expect(play.look()).to.deep.equal(["c1: finished p=v", "w1: assign t#1 p=v"]);
  });

  it("may be large: then it is scattered", () => {
    const play = Play.leading().prepare(promised);
    play.scatter("c1", "p", { size: LARGE });
    expect(play.look()).to.deep.equal(["w1: replicate p@c1"]);
    play.from("w1", ["holding", ["p"]]);
    expect(play.look()).to.deep.equal(["c1: taken 1", "c1: finished p@w1", "w1: assign t#1 p@w1"]);
  });

  it("may be an error: then what depends on it fails of it, and stays so", () => {
    const play = Play.leading().prepare(promised);
    play.from("c1", ["break", "p", payload("e")]);
    expect(play.look()).to.have.members(["c1: failed p e", "c1: failed t e"]);
    play.from("c1", ["retry", "p"]);
    expect(play.look()).to.deep.equal(["c1: failed p e", "c1: retried p"]);
    play.from("c1", ["retry", "t"]);
    expect(play.look().filter((line) => line.includes("assign"))).to.deep.equal([]);
    expect(play.state("t")).to.equal("failed");
  });

  it("holds what is inside it", () => {
    const play = Play.leading().prepare((play) => promised(play).submit("c1", "i").done("w1", "i", LARGE));
    play.from("c1", ["fulfil", "p", payload("v"), ["i"]], ["release", ["i"], null]).hush();
    expect(play.state("i")).to.equal("finished");
    play
      .done("w1", "t")
      .hush()
      .from("c1", ["release", ["p", "t"], null]);
    expect(play.state("i")).to.equal(undefined);
    play.hush();
  });

  it("is awaited for who needs it after its promiser has let go of it", () => {
    const play = Play.leading().prepare(promised);
    play.from("c1", ["release", ["p"], null]);
    expect(play.state("p")).to.equal("waiting");
    play.from("c1", ["fulfil", "p", payload("v"), []]);
    expect(play.look()).to.deep.equal(["c1: finished p=v", "w1: assign t#1 p=v"]);
  });

  it("is lost with the client that promised it", () => {
    const play = Play.leading().prepare((play) =>
      promised(play)
        .client("c2")
        .from("c2", ["hold", ["p", "t"]]),
    );
    play.from("c1", ["bye"]);
    expect(play.look()).to.have.members(["part c1", "c2: lost p by p", "c2: lost t by p"]);
    play.client("c1").from("c1", ["promise", "p"]);
    expect(play.look()).to.deep.equal(["c2: pending p"]);
    play.from("c1", ["fulfil", "p", payload("v"), []]);
    expect(play.look()).to.have.members(["c1: finished p=v", "c2: finished p=v"]);
  });

  it("is lost to others when its promiser cancels it", () => {
    const play = Play.leading().prepare((play) =>
      promised(play)
        .client("c2")
        .from("c2", ["hold", ["p"]]),
    );
    play.from("c1", ["cancel", ["p"], false, 1000]);
    expect(play.look()).to.have.members(["c2: lost p by p", "c1: lost t by p"]);
  });

  it("is nobody else's to give", () => {
    const play = Play.leading().prepare((play) => promised(play).client("c2"));
    play.from("c2", ["fulfil", "p", payload("x"), []], ["break", "p", payload("x")]);
    expect(play.look()).to.deep.equal([]);
    play.from("c1", ["fulfil", "t", payload("x"), []], ["break", "t", payload("x")]);
    expect(play.look()).to.deep.equal(["c1: pending t", "c1: pending t"]);
    expect(play.state("p")).to.equal("waiting");
  });

  it("is what its key has become, where that is a task now", () => {
    const play = Play.leading().prepare((play) =>
      play
        .client("c1")
        .worker("w1")
        .from("c1", ["promise", "p"], ["release", ["p"], null])
        .submit("c1", "p")
        .done("w1", "p"),
    );
    play.from("c1", ["fulfil", "p", payload("v"), []]);
    expect(play.look())
      .to.have.lengthOf(1)
      .and.to.satisfy(([line]: string[]) => line?.startsWith("c1: finished p"));
  });

  it("may be said without a promise, as to a scheduler that does not know of one", () => {
    const play = Play.leading().prepare((play) => play.client("c1"));
    play.from("c1", ["fulfil", "p", payload("v"), []], ["break", "q", payload("e")]);
    expect(play.look()).to.have.members(["c1: finished p=v", "c1: failed q e"]);
  });

  it("is cancelled with what depends on it", () => {
    const play = Play.leading().prepare(promised);
    play.from("c1", ["cancel", ["p"], false, 1000]);
    expect(play.look()).to.have.members(["c1: cancelled t"]);
    expect(play.state("p")).to.equal(undefined);
  });
});
