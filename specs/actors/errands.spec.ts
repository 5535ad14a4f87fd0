import { expect } from "chai";
import { Play } from "../support/play.ts";

const LARGE = 100_000;
const home = "worker.w1";

const busy = () =>
  Play.leading().prepare((play) =>
    play.client("c1").worker("w1").worker("w2").submit("c1", "a").submit("c1", "b"),
  );

describe("a task with a home", () => {
  it("goes there at once, and takes no slot", () => {
    const play = busy().submit("c1", "t", { home });
    expect(play.look()).to.deep.equal(["w1: assign t#3"]);
    expect(play.row("t").worker?.active).to.equal(1);
    play.done("w1", "t");
    expect(play.look()).to.deep.equal(["c1: finished t=t"]);
  });

  it("waits for what it depends on", () => {
    const play = busy().submit("c1", "t", { home, dependencies: ["b"] });
    expect(play.look()).to.deep.equal([]);
    play.done("w2", "b", LARGE);
    expect(play.look()).to.deep.equal(["c1: finished b@w2", "w1: assign t#3 b@w2"]);
  });

  it("fails where that is not there", () => {
    const play = busy().submit("c1", "t", { home: "worker.w9" });
    expect(play.look()).to.deep.equal(["c1: denied t LOST"]);
  });

  for (const [what, dependencies] of [
    ["runs", []],
    ["waits", ["b"]],
  ] as const) {
    it(`fails when that is lost while it ${what}, and is run nowhere else`, () => {
      const play = busy().prepare((play) => play.submit("c1", "t", { home, dependencies }));
      play.from("w1", ["bye"]);
      expect(play.look()).to.include("c1: denied t LOST");
      expect(play.state("t")).to.equal("failed");
      expect(play.history.filter((line) => line.includes("assign t"))).to.have.lengthOf(
        dependencies.length === 0 ? 1 : 0,
      );
    });
  }

  it("is not run again for a result that is lost with it", () => {
    const play = busy().prepare((play) => play.submit("c1", "t", { home }).done("w1", "t", LARGE));
    play.from("w1", ["bye"]);
    expect(play.look()).to.include.members(["c1: pending t", "c1: denied t LOST"]);
  });

  it("counts as nobody's death", () => {
    const play = busy().prepare((play) => play.submit("c1", "t", { home }));
    play.tell({ type: "peer.reset", from: home }).hush();
    expect(play.row("t").deaths).to.deep.equal([]);
    expect(play.row("a").deaths).to.deep.equal(["w1"]);
  });
});
