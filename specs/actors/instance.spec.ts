import { expect } from "chai";
import { Play } from "../support/play.ts";

const REFERENCE_BYTES = 50;

/** A client and workers; every worker has one thread. */
const leading = (...workers: readonly string[]) => {
  const play = Play.leading().client("c1", "c2");
  return play.prepare(() => {
    for (const worker of workers) play.worker(worker);
  });
};
const actor = (play: Play, key: string) => play.submit("c1", key, { actor: true });

describe("an actor in the scheduler", () => {
  it("is made on the worker with the fewest, however busy its threads are", () => {
    const play = leading("w1", "w2").submit("c1", "t").hush().submit("c1", "u").hush();
    expect(actor(play, "a").look()).to.deep.equal(["w1: assign a#3"]);
    expect(actor(play, "b").look()).to.deep.equal(["w2: assign b#4"]);
    play.done("w1", "a", REFERENCE_BYTES).hush();
    expect(actor(play, "c").look()).to.deep.equal(["w1: assign c#5"]);
    expect(actor(play, "d").look()).to.deep.equal(["w2: assign d#6"]);
    play.from("c1", ["release", ["a"], null]).hush();
    expect(actor(play, "e").look()).to.deep.equal(["w1: assign e#7"]);
  });

  it("waits for a worker where there is none", () => {
    const play = leading();
    expect(actor(play, "a").look()).to.deep.equal([]);
    play.worker("w1");
    expect(play.row("a").worker?.name).to.equal("w1");
  });

  it("takes no slot from tasks while it is made, nor afterwards", () => {
    const play = actor(leading("w1"), "a").hush();
    expect(play.submit("c1", "t").look()).to.deep.equal(["w1: assign t#2"]);
    play.done("w1", "a", REFERENCE_BYTES).hush().done("w1", "t").hush();
    expect(play.submit("c1", "u").look()).to.deep.equal(["w1: assign u#3"]);
  });

  it("takes no slot where its constructor waited and went on", () => {
    const play = actor(leading("w1"), "a").hush().say("w1", "waiting", "a").say("w1", "resumed", "a");
    expect(play.submit("c1", "t").look()).to.deep.equal(["w1: assign t#2"]);
  });

  it("lives on the worker that made it, and is shared by all who hold its key", () => {
    const play = actor(leading("w1"), "a").hush().done("w1", "a", REFERENCE_BYTES);
    expect(play.look()).to.deep.equal(["c1: finished a@w1"]);
    expect(play.from("c2", ["hold", ["a"]]).look()).to.deep.equal(["c2: finished a@w1"]);
    play.from("c1", ["release", ["a"], null]);
    expect(play.look()).to.deep.equal([]);
    expect(play.from("c2", ["release", ["a"], null]).look()).to.deep.equal(["w1: drop a"]);
  });

  it("is lost with its worker, and not made again", () => {
    const play = actor(leading("w1", "w2"), "a").hush().done("w1", "a", REFERENCE_BYTES).hush();
    play.from("w1", ["bye"]);
    expect(play.look().filter((line) => line.includes(" a"))).to.deep.equal([
      "c1: pending a",
      "c1: lost a by a",
    ]);
    expect(play.from("c2", ["hold", ["a"]]).look()).to.deep.equal(["c2: lost a by a"]);
  });

  it("is made elsewhere where its worker went before it was there", () => {
    const play = actor(leading("w1", "w2"), "a").hush().from("w1", ["bye"]);
    expect(play.look()).to.include("w2: assign a#2");
  });

  it("has no copies", () => {
    const play = actor(leading("w1", "w2"), "a").hush().done("w1", "a", REFERENCE_BYTES).hush();
    expect(play.from("w2", ["holding", ["a"]]).look()).to.deep.equal(["w2: drop a"]);
  });
});
