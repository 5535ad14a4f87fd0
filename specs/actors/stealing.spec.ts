import { expect } from "chai";
import { assigned, Play } from "../support/play.ts";
import { payload, type Submission } from "../support/words.ts";

/** Bytes that take so many ms from worker to worker, as the scheduler reckons. */
const bytes = (ms: number) => ms * 100_000;

/** One worker of one thread, and a function whose tasks are known to take `ms`. */
function busy(ms: number): Play {
  const play = Play.leading().client("c1").worker("w1");
  play.prepare(() => {
    play.from("c1", ["code", "f", payload("f")]).submit("c1", "known", { codes: ["f"] });
    play.done("w1", "known", "v", ms);
  });
  return play;
}

/** Submits tasks of that function; where they go has been seen. */
function submitAll(play: Play, names: readonly string[], more: Submission = {}): Play {
  return play.prepare(() => {
    for (const key of names) play.submit("c1", key, { codes: ["f"], ...more });
  });
}

const placeOf = (play: Play, key: string) => play.row(key).worker?.name;
const recalls = (play: Play) => play.look().flatMap((line) => /^w\d: recall (\w+)/.exec(line)?.[1] ?? []);

describe("a worker that is idle", () => {
  it("takes what waits at a busy one", () => {
    const play = submitAll(busy(50), ["t1", "t2"]);
    expect([placeOf(play, "t1"), placeOf(play, "t2")]).to.deep.equal(["w1", "w1"]);
    play.from("w2", ["worker", 1, "w2", 1, "host", [], null, 0]);
    expect(recalls(play)).to.deep.equal(["t2"]);
    play.say("w1", "returned", "t2");
    expect(assigned(play)).to.deep.equal(["t2@w2"]);
  });

  it("asks for each task once, and not again when that had begun", () => {
    const play = submitAll(busy(50), ["t1", "t2"]).worker("w2");
    play.from("w2", ["beat"]).from("w2", ["beat"]);
    expect(recalls(play)).to.deep.equal([]);
    play.done("w1", "t1");
    expect(play.hush().state("t2")).to.equal("assigned");
    play.say("w1", "running", "t2");
    expect(recalls(play)).to.deep.equal([]);
    expect(play.tables.recalled.size).to.equal(0);
  });

  it("leaves what is about to begin", () => {
    const play = submitAll(busy(1), ["t1", "t2", "t3", "t4"]);
    expect(placeOf(play, "t4")).to.equal("w1");
    play.from("w2", ["worker", 1, "w2", 4, "host", [], null, 0]);
    expect(recalls(play)).to.deep.equal([]);
  });

  it("leaves what runs, waits for a future, or makes an actor", () => {
    const play = busy(50).submit("c1", "a", { actor: true }).hush();
    submitAll(play, ["t1"]).say("w1", "waiting", "t1").hush();
    submitAll(play, ["t2"]).say("w1", "running", "t2").hush();
    play.from("w2", ["worker", 1, "w2", 4, "host", [], null, 0]);
    expect(recalls(play)).to.deep.equal([]);
  });

  it("leaves what it may not run, or has not enough for", () => {
    for (const more of [{ workers: ["w1"] }, { resources: [["gpu", 1]] as const }]) {
      const play = Play.leading()
        .client("c1")
        .worker("w1", 1, [["gpu", 2]]);
      play.prepare(() => {
        play.from("c1", ["code", "f", payload("f")]).submit("c1", "known", { codes: ["f"] });
        play.done("w1", "known", "v", 50);
      });
      submitAll(play, ["t1", "t2"], more);
      expect(placeOf(play, "t2")).to.equal("w1");
      play.from("w2", ["worker", 1, "w2", 1, "host", [], null, 0]);
      expect(recalls(play)).to.deep.equal([]);
      if ("workers" in more) continue;
      play.from("w3", ["worker", 1, "w3", 1, "host", [["gpu", 1]], null, 0]);
      expect(recalls(play)).to.deep.equal(["t2"]);
    }
  });

  it("takes nothing while there is work that nobody has", () => {
    const play = submitAll(busy(50), ["t1", "t2", "t3", "t4"]);
    play.from("w2", ["worker", 1, "w2", 1, "host", [], null, 0]);
    expect(assigned(play)).to.deep.equal(["t3@w2", "t4@w2"]);
  });

  it("does not lose to its victim again what it took", () => {
    const play = submitAll(busy(50), ["t1", "t2"]);
    play.prepare(() => {
      play.from("c1", ["code", "g", payload("g")]).submit("c1", "short", { codes: ["g"] });
      play.worker("w2").done("w2", "short", "v", 20);
    });
    play.prepare(() => play.submit("c1", "s1", { codes: ["g"] }));
    expect([placeOf(play, "t2"), placeOf(play, "s1")]).to.deep.equal(["w1", "w2"]);
    play.say("w1", "returned", "t2").hush();
    expect(placeOf(play, "t2")).to.equal("w2");
    play.done("w1", "t1");
    expect(recalls(play)).to.deep.equal([]);
    expect(placeOf(play, "t2")).to.equal("w2");
  });
});

describe("a task whose data is large", () => {
  /** `d` lies on w1, which then has `t1`; w2 is idle. */
  const split = (ms: number) => {
    const play = busy(50);
    submitAll(play, ["d"]).prepare(() => play.done("w1", "d", bytes(ms), 50));
    return submitAll(play, ["t1"], { dependencies: ["d"] }).worker("w2");
  };

  it("waits where it is, as long as that is shorter than to move it", () => {
    const play = split(120);
    submitAll(play, ["t2", "t3", "t4"], { dependencies: ["d"] });
    expect(["t2", "t3", "t4"].map((key) => placeOf(play, key))).to.deep.equal(["w1", "w1", "w2"]);
  });

  it("waits for nobody where its data is small", () => {
    const play = submitAll(split(20), ["t2"], { dependencies: ["d"] });
    expect(placeOf(play, "t2")).to.equal("w2");
  });

  it("is taken by an idle worker that has its data too", () => {
    const play = submitAll(split(120), ["t2", "t3", "t4"], { dependencies: ["d"] });
    play.from("w2", ["holding", ["d"]]).hush();
    play.done("w2", "t4", "v", 50);
    expect(recalls(play)).to.deep.equal(["t3"]);
    // One is on its way to the one free thread.
    play.from("w2", ["beat"]);
    expect(recalls(play)).to.deep.equal([]);
    play.say("w1", "returned", "t3");
    expect(assigned(play)).to.deep.equal(["t3@w2"]);
  });

  it("is not asked back from behind a task that takes long, but taken when that takes longer than the move", () => {
    const play = submitAll(split(1500), ["t2"], { dependencies: ["d"] });
    expect(placeOf(play, "t2")).to.equal("w1");
    play.say("w1", "running", "t1");
    for (let i = 0; i < 3; i++) {
      expect(recalls(play)).to.deep.equal([]);
      play.sweep();
    }
    expect(recalls(play)).to.deep.equal(["t2"]);
    play.say("w1", "returned", "t2");
    expect(assigned(play)).to.deep.equal(["t2@w2"]);
  });

  it("is not pulled back once it was taken", () => {
    const play = submitAll(split(1500), ["t2"], { dependencies: ["d"] });
    play.prepare(() => {
      play.say("w1", "running", "t1");
      for (let i = 0; i < 3; i++) play.sweep();
      play.done("w1", "t1");
    });
    submitAll(play, ["t3"], { workers: ["w1"] })
      .say("w1", "running", "t3")
      .hush();
    play.say("w1", "returned", "t2");
    expect(assigned(play)).to.deep.equal(["t2@w2"]);
  });
});
