import { expect } from "chai";
import { Play } from "../support/play.ts";
import { done, payload, submit } from "../support/words.ts";

/** Bytes of a result that stays with its worker. */
const LARGE = 9999;

/** A client, two workers, and an actor of the client on the first of them. */
const housed = (play: Play): Play =>
  play.client("c1").worker("w1").worker("w2").submit("c1", "a", { actor: true }).done("w1", "a");

const counts = (play: Play): number[] => [...play.tables.workers.values()].map(({ actors }) => actors);

describe("an actor of the scheduler", () => {
  it("goes to the worker with the fewest actors, those under way included", () => {
    const play = Play.leading().prepare((play) => play.client("c1").worker("w1").worker("w2").worker("w3"));
    for (const key of ["a", "b", "c", "d"]) play.submit("c1", key, { actor: true }).hush();
    expect(counts(play)).to.deep.equal([2, 1, 1]);
    play.from("c1", ["release", ["a", "d"], null]).hush();
    expect(counts(play)).to.deep.equal([0, 1, 1]);
    play.submit("c1", "e", { actor: true });
    expect(play.look()).to.deep.equal(["w1: assign e#5"]);
  });

  it("lives on the worker that made it, and takes the place of an actor there", () => {
    const play = Play.leading().prepare(housed);
    expect(play.row("a").replicas.map(({ address }) => address)).to.deep.equal(["worker.w1"]);
    expect(counts(play)).to.deep.equal([1, 0]);
  });

  it("takes no slot and waits for none", () => {
    const play = Play.leading().prepare((play) => play.client("c1").worker("w1", 1));
    play.submit("c1", "busy");
    expect(play.look()).to.deep.equal(["w1: assign busy#1"]);
    play.submit("c1", "queued");
    expect(play.look()).to.deep.equal([]);
    play.submit("c1", "a", { actor: true });
    expect(play.look()).to.deep.equal(["w1: assign a#2"]);
    play.done("w1", "busy");
    expect(play.look()).to.deep.equal(["c1: finished busy=busy", "w1: assign queued#3"]);
  });

  it("leaves the slots of its worker to tasks while it is made", () => {
    const play = Play.leading().prepare((play) => play.client("c1").worker("w1", 1));
    play.submit("c1", "a", { actor: true }).hush();
    play.submit("c1", "t");
    expect(play.look()).to.deep.equal(["w1: assign t#2"]);
  });

  it("waits for a worker, and for what its constructor needs", () => {
    const play = Play.leading().prepare((play) => play.client("c1"));
    play.submit("c1", "d").submit("c1", "a", { actor: true, dependencies: ["d"] });
    expect(play.look()).to.deep.equal([]);
    play.from("w1", ["worker", 1, "w1", 1, "host", [], null, 0]).hush();
    expect(play.state("a")).to.equal("waiting");
    play.done("w1", "d");
    expect(play.look()).to.deep.equal(["c1: finished d=d", "w1: assign a#2 d=d"]);
  });

  it("ends when the last hold on it does", () => {
    const play = Play.leading().prepare(housed);
    play
      .client("c2")
      .from("c2", ["hold", ["a"]])
      .hush();
    play.from("c1", ["release", ["a"], null]);
    expect(play.look()).to.deep.equal([]);
    play.from("c2", ["bye"]);
    expect(play.look()).to.deep.equal(["part c2", "w1: drop a"]);
    expect(play.state("a")).to.equal(undefined);
    expect(counts(play)).to.deep.equal([0, 0]);
  });

  it("ends with the client that held it", () => {
    const play = Play.leading().prepare(housed);
    play.from("c1", ["bye"]);
    expect(play.look()).to.deep.equal(["part c1", "w1: drop a"]);
  });

  for (const [how, lose] of [
    ["leaves", (play: Play) => play.from("w1", ["bye"])],
    ["dies", (play: Play) => play.from("supervisor", ["gone", "worker.w1"])],
    ["begins anew", (play: Play) => play.from("w1", ["worker", 1, "w1", 1, "host", [], null, 0])],
    ["does not have it any more", (play: Play) => play.from("w1", ["absent", "a", []])],
  ] as const) {
    it(`is lost when its worker ${how}, and is not made again with fresh state`, () => {
      const play = Play.leading().prepare(housed);
      lose(play);
      const lines = play.look();
      expect(lines).to.include("c1: ended a by a");
      expect(lines.filter((line) => line.includes("assign"))).to.deep.equal([]);
      expect(play.state("a")).to.equal("failed");
      play.from("c1", ["release", ["a"], null]);
      expect(play.state("a")).to.equal(undefined);
    });
  }

  it("is made elsewhere when its worker dies before it was there, but not for ever", () => {
    const play = Play.leading().prepare((play) => play.client("c1").submit("c1", "a", { actor: true }));
    const ends: string[] = [];
    for (const name of ["w1", "w2", "w3"]) {
      play.worker(name);
      play.from("supervisor", ["gone", `worker.${name}`]);
      ends.push(...play.look().filter((line) => line.includes("killed")));
    }
    expect(play.row("a").run).to.equal(3);
    expect(ends).to.deep.equal(["c1: killed a by a w1+w2+w3"]);
  });

  it("is not held by who says to have a copy", () => {
    const play = Play.leading().prepare(housed);
    play.from("w2", ["holding", ["a"]]);
    expect(play.look()).to.deep.equal(["w2: drop a"]);
  });

  it("is ended where it comes up after nobody wants it any more", () => {
    const play = Play.leading().prepare((play) =>
      play.client("c1").worker("w1").submit("c1", "a", { actor: true }),
    );
    play.from("c1", ["release", ["a"], null]);
    expect(play.look()).to.deep.equal(["w1: abort a#1", "w1: drop a"]);
    play.from("w1", done("a", 1, "a"));
    expect(play.look()).to.deep.equal([]);
    expect(counts(play)).to.deep.equal([0]);
  });

  it("fails with what its constructor threw", () => {
    const play = Play.leading().prepare((play) =>
      play.client("c1").worker("w1").submit("c1", "a", { actor: true }),
    );
    play.fail("w1", "a", "e");
    expect(play.look()).to.deep.equal(["c1: failed a e"]);
    expect(counts(play)).to.deep.equal([0]);
  });

  it("is had by reference, at hand for who holds it and what depends on it", () => {
    const play = Play.leading().prepare(housed);
    play.client("c2").from("c2", ["hold", ["a"]]);
    expect(play.look()).to.deep.equal(["c2: finished a=a"]);
    play.submit("c1", "t", { dependencies: ["a"] });
    expect(play.look()).to.deep.equal(["w1: assign t#2 a=a"]);
  });

  it("lives until a task that has a reference to it has ended", () => {
    const play = Play.leading().prepare(housed);
    play.from("c1", submit("t", { dependencies: ["a"] }), ["release", ["a"], null]);
    expect(play.look()).to.deep.equal(["w1: assign t#2 a=a"]);
    play.done("w1", "t", LARGE);
    expect(play.look()).to.deep.equal(["c1: finished t@w1", "w1: drop a"]);
  });

  it("lives while a result holds a reference to it", () => {
    const play = Play.leading().prepare(housed);
    play.from("c1", submit("t", { dependencies: ["a"] }), ["release", ["a"], null]).hush();
    play.done("w1", "t", "t", 1, ["a"]);
    expect(play.look()).to.deep.equal(["c1: finished t=t"]);
    play.from("c1", ["release", ["t"], null]);
    expect(play.look()).to.deep.equal(["w1: drop a"]);
  });

  it("that has died fails with what its worker says, and what needs it does, too", () => {
    const play = Play.leading().prepare(housed);
    play.from("c1", submit("t", { dependencies: ["a", "u"] }), submit("u")).hush();
    play.submit("c1", "d", { dependencies: ["a", "u"] }).hush();
    play.from("w1", ["died", "a", payload("exit")]);
    expect(play.look()).to.include.members(["c1: pending a", "c1: failed a exit", "c1: failed d exit"]);
    expect(counts(play)).to.deep.equal([0, 0]);
    play.from("c1", ["retry", "a"]);
    expect(play.look()).to.deep.equal(["c1: failed a exit", "c1: retried a"]);
  });

  it("does not die by the word of a worker that does not have it", () => {
    const play = Play.leading().prepare(housed);
    play.from("w2", ["died", "a", payload("exit")]).from("w1", ["died", "b", payload("exit")]);
    expect(play.look()).to.deep.equal([]);
    expect(play.state("a")).to.equal("finished");
    expect(play.tables.stale).to.equal(2);
  });
});

describe("killing an actor", () => {
  it("is done when its worker says so, for all who asked", () => {
    const play = Play.leading().prepare((play) => housed(play).client("c2"));
    play.from("c1", ["kill", 7, "a"]);
    expect(play.look()).to.deep.equal(["w1: kill a"]);
    play.from("c2", ["hold", ["a"]], ["kill", 1, "a"]);
    expect(play.look()).to.deep.equal(["c2: finished a=a", "w1: kill a"]);
    play.from("w1", ["died", "a", payload("killed")]);
    expect(play.look()).to.deep.equal([
      "c1: pending a",
      "c2: pending a",
      "c1: failed a killed",
      "c2: failed a killed",
      "c1: answered 7",
      "c2: answered 1",
    ]);
  });

  it("is done when its worker is gone, and at once where there is none", () => {
    const play = Play.leading().prepare(housed);
    play.from("c1", ["kill", 1, "a"]).hush();
    play.from("supervisor", ["gone", "worker.w1"]);
    expect(play.look()).to.include.members(["c1: answered 1", "c1: ended a by a"]);
    play.from("c1", ["kill", 2, "a"], ["kill", 3, "unknown"]);
    expect(play.look()).to.deep.equal(["c1: answered 2", "c1: answered 3"]);
  });

  it("asks nobody for what is no actor", () => {
    const play = Play.leading().prepare((play) => play.client("c1").worker("w1").submit("c1", "t"));
    play.prepare(() => play.done("w1", "t", LARGE));
    play.from("c1", ["kill", 1, "t"]);
    expect(play.look()).to.deep.equal(["c1: answered 1"]);
    expect(play.state("t")).to.equal("finished");
  });
});
