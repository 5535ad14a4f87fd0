import { expect } from "chai";
import { Play } from "../support/play.ts";

/** A client, two workers, and an actor of the client on the first of them. */
const housed = (play: Play): Play =>
  play
    .client("c1")
    .worker("w1")
    .worker("w2")
    .submit("c1", "a", { actor: true })
    .from("w1", ["done", "a", 1, 0, 0, null, []]);

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
    play.from("w1", ["worker", 1, "w1", 1, "host", []]).hush();
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
    ["begins anew", (play: Play) => play.from("w1", ["worker", 1, "w1", 1, "host", []])],
    ["does not have it any more", (play: Play) => play.from("w1", ["absent", "a", []])],
  ] as const) {
    it(`is lost when its worker ${how}, and is not made again with fresh state`, () => {
      const play = Play.leading().prepare(housed);
      lose(play);
      const lines = play.look();
      expect(lines).to.include("c1: lost a by a");
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
    expect(play.look()).to.deep.equal(["w1: abort a#1"]);
    play.from("w1", ["done", "a", 1, 0, 0, null, []]);
    expect(play.look()).to.deep.equal(["w1: drop a"]);
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
});
