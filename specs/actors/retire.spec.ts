import { expect } from "chai";
import { PROTOCOL_VERSION } from "../../src/protocol/messages.ts";
import { Play } from "../support/play.ts";

const LARGE = 100_000;

/** `w1` has the result of `d`, and runs `a`; `w2` runs `b`. */
const office = () =>
  Play.leading().prepare((play) =>
    play
      .client("c1")
      .worker("w1")
      .submit("c1", "d")
      .done("w1", "d", LARGE)
      .worker("w2")
      .submit("c1", "a")
      .submit("c1", "b")
      .say("w1", "running", "a")
      .say("w2", "running", "b"),
  );

describe("a worker that retires", () => {
  it("has others get what only it holds, lets go of it then, and goes when its tasks have ended", () => {
    const play = office();
    play.from("c1", ["retire", 7, ["w1"]]);
    expect(play.look()).to.deep.equal(["w2: replicate d@w1"]);
    play.from("w2", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal(["w1: drop d"]);
    play.done("w1", "a", LARGE);
    expect(play.look()).to.deep.equal(["c1: finished a@w1", "w2: replicate a@w1"]);
    play.from("w2", ["holding", ["a"]]);
    expect(play.look()).to.deep.equal(["w1: drop a", "w1: dismissed"]);
    play.from("w1", ["bye"]);
    expect(play.look()).to.deep.equal(["c1: workers w2", "part w1", "c1: answered 7"]);
    expect([play.state("d"), play.state("a")]).to.deep.equal(["finished", "finished"]);
  });

  it("gets no more work, and gives back what it has not begun", () => {
    const play = office().prepare((play) => play.submit("c1", "u").done("w1", "a").submit("c1", "v"));
    play.from("c1", ["retire", 1, ["worker.w1"]]);
    expect(play.look()).to.include("w1: recall u#4");
    play.say("w1", "returned", "u");
    expect(play.look().filter((line) => line.startsWith("w1"))).to.deep.equal([]);
    play.done("w2", "b").hush();
    expect(["queued", "assigned"]).to.include(play.state("u"));
    expect(play.row("u").worker?.name).to.not.equal("w1");
  });

  it("has others try when one does not get a copy, and what nobody can get is made again", () => {
    const play = office().prepare((play) => play.worker("w3").from("c1", ["retire", 1, ["w1"]]));
    play.from("w2", ["absent", "d", ["worker.w1"]]);
    expect(play.look()).to.include("c1: pending d").and.to.not.include("w1: dismissed");
    expect(play.row("d").worker?.name).to.equal("w3");
  });

  it("has another get a copy when the one who was to dies", () => {
    const play = office().prepare((play) => play.worker("w3").from("c1", ["retire", 1, ["w1"]]));
    const heir = play.history.at(-1)?.slice(0, 2) ?? "";
    play.from(heir, ["bye"]);
    expect(play.look()).to.include(`${heir === "w2" ? "w3" : "w2"}: replicate d@w1`);
  });

  it("has no use for copies of what is elsewhere already, or of what nobody wants any more", () => {
    const play = office().prepare((play) => play.from("w2", ["holding", ["d"]]));
    play.from("c1", ["retire", 1, ["w1"]]);
    expect(play.look()).to.deep.equal(["w1: drop d"]);
    const other = office().prepare((play) => play.done("w1", "a").from("c1", ["retire", 1, ["w1"]]));
    other.from("c1", ["release", ["d"], null]);
    expect(other.look()).to.deep.equal(["w1: drop d", "w1: dismissed"]);
  });

  it("moves a few results at a time", () => {
    const play = Play.leading().prepare((play) => {
      play.client("c1").worker("w1");
      for (let i = 0; i < 20; i++) play.submit("c1", `d${i}`).done("w1", `d${i}`, LARGE);
      return play.worker("w2");
    });
    play.from("c1", ["retire", 1, ["w1"]]);
    expect(play.look()).to.have.lengthOf(8);
    play.from("w2", ["holding", ["d0", "d1"]]);
    expect(play.look()).to.deep.equal([
      "w1: drop d0",
      "w1: drop d1",
      "w2: replicate d8@w1",
      "w2: replicate d9@w1",
    ]);
  });

  it("stays where nobody is left to take over, and works on", () => {
    const play = office();
    play.from("c1", ["retire", 1, ["w1", "w2"]]);
    expect(play.look()).to.deep.equal(["c1: declined 1 TROUPE"]);
    play.done("w1", "a").hush().submit("c1", "next");
    expect(play.look()).to.deep.equal(["w1: assign next#4"]);
  });

  it("may go though it is the last, where it has nothing", () => {
    const play = Play.leading().prepare((play) => play.client("c1").worker("w1"));
    play.from("c1", ["retire", 1, ["w1"]]);
    expect(play.look()).to.deep.equal(["w1: dismissed"]);
  });

  it("may go with its actors", () => {
    const play = Play.leading().prepare((play) =>
      play.client("c1").worker("w1").submit("c1", "a", { actor: true }).done("w1", "a", 0),
    );
    play.from("c1", ["retire", 1, ["w1"]]);
    expect(play.look()).to.deep.equal(["w1: dismissed"]);
    play.from("w1", ["bye"]);
    expect(play.look()).to.deep.equal([
      "c1: workers ",
      "part w1",
      "c1: pending a",
      "c1: ended a by a",
      "c1: answered 1",
    ]);
  });

  it("is not waited for by a task of its own, which it would wait for", () => {
    const play = office().prepare((play) => play.client("w1-0"));
    play.from("w1-0", ["retire", 1, ["w2", "w1"]]);
    expect(play.look()).to.deep.equal(["w1-0: declined 1 TROUPE"]);
    expect(play.tables.retirements.size).to.equal(0);
  });

  it("is answered for once all that were named have gone, also when one dies", () => {
    const play = office().prepare((play) => play.worker("w3").from("c1", ["retire", 1, ["w1", "w2"]]));
    play.from("w1", ["bye"]);
    expect(play.look()).to.not.include("c1: answered 1");
    play.tell({ type: "peer.reset", from: "worker.w2" });
    expect(play.look()).to.include("c1: answered 1");
  });

  it("is one that is there: a name that no worker has changes nothing", () => {
    const play = office();
    play.from("c1", ["retire", 1, ["w1", "w9"]]);
    expect(play.look()).to.deep.equal(["c1: declined 1 NOT_FOUND"]);
    expect(play.tables.retirements.size).to.equal(0);
  });
});

describe("a worker that would leave by itself", () => {
  it("goes with its results handed over, its tasks run again elsewhere", () => {
    const play = office().prepare((play) => play.done("w2", "b"));
    play.from("w1", ["leave", false]);
    expect(play.look()).to.deep.equal(["c1: pending a", "w2: replicate d@w1", "w2: assign a#4"]);
    expect(play.row("a").deaths).to.deep.equal([]);
    play.from("w2", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal(["w1: drop d", "w1: dismissed"]);
  });

  it("lets its tasks end where it is patient", () => {
    const play = office().prepare((play) => play.from("w2", ["holding", ["d"]]));
    play.from("w1", ["leave", true]);
    expect(play.look()).to.deep.equal(["w1: drop d"]);
    play.done("w1", "a");
    expect(play.look()).to.deep.equal(["c1: finished a=a", "w1: dismissed"]);
  });

  it("may go though it is the last, and what it has is made again later", () => {
    const play = office().prepare((play) => play.from("w2", ["bye"]));
    play.from("w1", ["leave", true]);
    expect(play.look()).to.deep.equal(["c1: pending a", "w1: dismissed"]);
    play.from("w1", ["bye"]);
    expect(play.look()).to.include("c1: pending d");
  });
});

describe("a restart of all workers", () => {
  it("cancels every key, and is answered when each worker has said hello again", () => {
    const play = office().prepare((play) =>
      play
        .client("c2")
        .from("c2", ["hold", ["d"]])
        .from("c1", ["publish", 1, "data", "d", false]),
    );
    play.from("c1", ["restart", 2]);
    const lines = play.look();
    expect(lines).to.include.members([
      "c1: cancelled d",
      "c2: cancelled d",
      "c1: cancelled a",
      "c1: cancelled b",
      "w1: restart",
      "w2: restart",
    ]);
    expect(play.tables.tasks.size).to.equal(0);
    play.submit("c1", "next");
    expect(play.look()).to.deep.equal([]);
    play.from("w1", ["worker", PROTOCOL_VERSION, "w1", 1, "host", [], null, 0]);
    expect(play.look()).to.include("w1: assign next#4").and.to.not.include("c1: answered 2");
    play.from("w2", ["bye"]);
    expect(play.look()).to.include("c1: answered 2");
  });

  it("comes before anybody retires", () => {
    const play = office().prepare((play) => play.from("c1", ["restart", 2]));
    play.from("c1", ["retire", 3, ["w1"]]);
    expect(play.look()).to.deep.equal(["c1: declined 3 TROUPE"]);
  });

  it("does not wait for a client that is gone", () => {
    const play = office().prepare((play) => play.from("c1", ["restart", 2], ["bye"]));
    play.from("w1", ["bye"]).hush();
    expect(play.tables.vigils).to.deep.equal([]);
  });

  it("gives every new worker the modules that were sent", () => {
    const play = office();
    const file = ["0".repeat(32), "tasks.js", "module", new Uint8Array()] as const;
    play.from("c1", ["upload", 1, file]);
    expect(play.look()).to.deep.equal(["w1: module tasks.js", "w2: module tasks.js", "c1: answered 1"]);
    play.from("w3", ["worker", PROTOCOL_VERSION, "w3", 1, "host", [], null, 0]);
    expect(play.look()).to.include("w3: module tasks.js");
  });

  it("can be told what every worker has to do", () => {
    const play = office();
    play.from("c1", ["processing", 1], ["overview", 2]);
    expect(play.look()).to.deep.equal(["c1: processing 1 w1:a w2:b", "c1: overview 2"]);
  });
});
