import { expect } from "chai";
import { Play } from "../support/play.ts";
import { payload } from "../support/words.ts";

const LARGE = 100_000;

const retry = (play: Play, client: string, key: string) => play.from(client, ["retry", key]);

/** `a` has failed, and `b` and `c` because of it, each after the other; `side` because of it too. */
const failed = () =>
  Play.leading()
    .client("c1")
    .worker("w1", 2)
    .submit("c1", "a")
    .hush()
    .submit("c1", "b", { dependencies: ["a"] })
    .submit("c1", "c", { dependencies: ["b"] })
    .submit("c1", "side", { dependencies: ["a"] })
    .fail("w1", "a", "boom")
    .hush();

describe("a retry", () => {
  it("begins with what failed first, and takes along all that failed because of it", () => {
    const play = retry(failed(), "c1", "c");
    const lines = play.look();
    expect(lines.slice(0, -2)).to.have.members(["a", "b", "c", "side"].map((key) => `c1: pending ${key}`));
    expect(lines.slice(-2)).to.deep.equal(["c1: retried c", "w1: assign a#2"]);
    play.done("w1", "a", "v");
    expect(play.look()).to.have.members(["c1: finished a=v", "w1: assign b#3 a=v", "w1: assign side#4 a=v"]);
  });

  it("of what failed first does the same", () => {
    const lines = retry(failed(), "c1", "a").look();
    expect(lines).to.include.members([
      "c1: pending c",
      "c1: pending side",
      "c1: retried a",
      "w1: assign a#2",
    ]);
  });

  it("is for everyone who holds one of the keys", () => {
    const play = failed()
      .client("c2")
      .from("c2", ["hold", ["side"]])
      .hush();
    expect(retry(play, "c1", "b").look()).to.include("c2: pending side");
  });

  it("leaves alone what failed by itself, and what failed because of that", () => {
    const play = failed()
      .submit("c1", "other")
      .hush()
      .submit("c1", "both", { dependencies: ["other", "b"] });
    play.hush().fail("w1", "other", "its own").hush();
    play.submit("c1", "beyond", { dependencies: ["other"] }).hush();
    const lines = retry(play, "c1", "c").look();
    expect(lines.filter((line) => /other|beyond/.test(line))).to.deep.equal([]);
  });

  it("of what fails because of several tries all of them", () => {
    const play = Play.leading()
      .client("c1")
      .worker("w1", 2)
      .submit("c1", "a")
      .hush()
      .submit("c1", "b")
      .hush();
    play.submit("c1", "sum", { dependencies: ["a", "b"] });
    play.fail("w1", "a").hush().fail("w1", "b").hush();
    const lines = retry(play, "c1", "sum").look();
    expect(lines.slice(0, 3)).to.have.members(["c1: pending a", "c1: pending b", "c1: pending sum"]);
    expect(lines.slice(3)).to.have.members(["c1: retried sum", "w1: assign a#3", "w1: assign b#4"]);
  });

  it("counts retries and deaths anew", () => {
    const play = Play.leading().client("c1").worker("w1").submit("c1", "t", { retries: 1 }).hush();
    play.fail("w1", "t").hush().fail("w1", "t").hush();
    expect(retry(play, "c1", "t").look()).to.include("w1: assign t#3");
    expect(play.fail("w1", "t").look()).to.deep.equal(["w1: assign t#4 attempt 2"]);
    for (const worker of ["w1", "w2", "w3"]) {
      play
        .worker(worker)
        .hush()
        .from("supervisor", ["gone", `worker.${worker}`])
        .hush();
    }
    expect(play.state("t")).to.equal("failed");
    play.worker("w4");
    expect(retry(play, "c1", "t").look()).to.deep.equal([
      "c1: pending t",
      "c1: retried t",
      `w4: assign t#${play.row("t").run} attempt 1`.replace(" attempt 1", ""),
    ]);
    expect(play.row("t").deaths).to.deep.equal([]);
  });

  it("computes again what the task needs and was let go of", () => {
    const play = Play.leading().client("c1").worker("w1").submit("c1", "data").hush();
    play
      .done("w1", "data", LARGE)
      .hush()
      .submit("c1", "t", { dependencies: ["data"] })
      .hush();
    play.from("c1", ["release", ["data"], null]);
    expect(play.fail("w1", "t").look()).to.deep.equal(["c1: failed t error", "w1: drop data"]);
    expect(retry(play, "c1", "t").look()).to.deep.equal([
      "c1: pending t",
      "c1: retried t",
      "w1: assign data#3",
    ]);
    expect(play.done("w1", "data", LARGE).look()).to.deep.equal(["w1: assign t#4 data@w1"]);
  });

  it("may fail again, which is another end", () => {
    const play = retry(failed(), "c1", "c").hush().fail("w1", "a", "again");
    expect(play.look()).to.include.members(["c1: failed a again", "c1: failed c again"]);
  });

  it("is only answered where nothing has failed", () => {
    const play = Play.leading().client("c1").worker("w1").submit("c1", "t").hush();
    expect(retry(play, "c1", "t").look()).to.deep.equal(["c1: retried t"]);
    play.done("w1", "t", "v").hush();
    expect(retry(play, "c1", "t").look()).to.deep.equal(["c1: retried t"]);
  });

  it("is in vain for what cannot be made again, and says so", () => {
    const play = Play.leading().client("c1").worker("w1");
    expect(retry(play, "c1", "unknown").look()).to.deep.equal([
      "c1: lost unknown by unknown",
      "c1: retried unknown",
    ]);
    play.submit("c1", "t", { dependencies: ["unknown"] }).hush();
    expect(retry(play, "c1", "t").look()).to.deep.equal(["c1: lost t by unknown", "c1: retried t"]);
    play.submit("c1", "actor", { actor: true }).hush().done("w1", "actor", LARGE).hush();
    play.from("w1", ["bye"]).hush();
    expect(play.state("actor")).to.equal("failed");
    expect(retry(play, "c1", "actor").look()).to.deep.equal([
      "c1: ended actor by actor",
      "c1: retried actor",
    ]);
  });

  it("of what depended on something cancelled ends as lost again", () => {
    const play = Play.leading().client("c1", "c2").worker("w1").submit("c1", "a").hush();
    play.from("c1", ["code", "f", payload("f")]);
    play
      .done("w1", "a", LARGE)
      .hush()
      .submit("c1", "t", { dependencies: ["a"], codes: ["f"] })
      .hush();
    play
      .fail("w1", "t")
      .hush()
      .from("c2", ["cancel", ["a"], true, 1000])
      .hush();
    expect(retry(play, "c1", "t").look()).to.deep.equal([
      "c1: pending t",
      "c1: retried t",
      "c1: lost t by a",
    ]);
    expect(retry(play, "c1", "t").look()).to.deep.equal([
      "c1: pending t",
      "c1: retried t",
      "c1: lost t by a",
    ]);
  });
});
