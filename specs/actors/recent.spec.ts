import { expect } from "chai";
import type { ToScheduler, WorkerToScheduler } from "../../src/protocol/messages.ts";
import { payload } from "../support/words.ts";
import { ACTOR, Stage } from "../support/worker-stage.ts";

const NOTHING: readonly WorkerToScheduler[] = [];

/** A worker that has made these results, each in the next run. */
function having(
  ...results: readonly (readonly [key: string, value: Uint8Array, futures?: readonly string[]])[]
) {
  const stage = Stage.running();
  for (const [i, [key, value, futures]] of results.entries()) {
    stage.assign(key, i + 1);
    stage.done(key, i + 1, value, futures);
  }
  return stage;
}

/** What it testifies to the next scheduler of these kinds. */
function testimony(
  stage: Stage,
  kind: "runs" | "results",
  unheard = NOTHING,
): readonly (readonly unknown[])[] {
  stage.tables.takeEffects();
  stage.actor.send({ type: "scheduler.new", unheard });
  const said: ToScheduler[] = stage.tables.takeEffects().flatMap((effect) => {
    return effect.type === "send" ? [effect.message] : [];
  });
  return said.flatMap((word) => (word[0] === kind ? [...word[1]] : []) as (readonly unknown[])[]);
}

/** Keys of the results that it testifies, with their runs. */
const results = (stage: Stage, unheard = NOTHING) =>
  testimony(stage, "results", unheard).map(([key, run]) => `${key}#${run}`);

/** So many small results, each a part of so much memory, which is one for all unless they are `apart`. */
function many(count: number, bytes: number, apart: boolean): Stage {
  const shared = new Uint8Array(bytes);
  return having(
    ...Array.from({ length: count }, (_, i) => {
      const memory = apart ? new Uint8Array(bytes) : shared;
      return [`k${i}`, memory.subarray(0, 10)] as const;
    }),
  );
}

describe("the last small results of a worker", () => {
  it("are told to the next scheduler, though the former had heard of them, and to the one after that", () => {
    const stage = having(["a", payload("x")], ["b", payload("y")]);
    expect(testimony(stage, "results")).to.deep.equal([
      ["a", 1, 1, payload("x"), [], null, null],
      ["b", 2, 1, payload("y"), [], null, null],
    ]);
    expect(results(stage)).to.deep.equal(["a#1", "b#2"]);
  });

  it("are the later ones where a key was computed again", () => {
    const stage = having(["a", payload("x")], ["a", payload("y")]);
    expect(results(stage)).to.deep.equal(["a#2"]);
    expect(results(stage, [["done", "a", 1, 1, 7, payload("x"), []]])).to.deep.equal(["a#2"]);
  });

  it("are told once where the former had not heard of them", () => {
    const stage = having(["a", payload("x")]);
    expect(results(stage, [["done", "a", 1, 1, 7, payload("x"), []]])).to.deep.equal(["a#1"]);
  });

  it("are none with futures inside, which nobody holds any more, unless it is not known that they were heard", () => {
    const stage = having(["a", payload("x"), ["inside"]]);
    expect(results(stage)).to.deep.equal([]);
    expect(results(stage, [["done", "a", 1, 1, 7, payload("x"), ["inside"]]])).to.deep.equal(["a#1"]);
  });

  it("are neither errors nor actors", () => {
    const stage = Stage.running();
    stage.assign("a", 1);
    stage.tell({ type: "reports", reports: [["failed", "a", 1, payload("e")]] });
    stage.hears(["assign", "b", 2, ["C"], payload("b"), [], 1, 0, ACTOR, [], null]);
    stage.done("b", 2, payload("@"));
    stage.hears(["drop", ["b"]]);
    expect(results(stage)).to.deep.equal([]);
    expect(testimony(stage, "runs")).to.deep.equal([]);
  });

  it("are a thousand at most", () => {
    const stage = many(10_000, 100, false);
    const kept = results(stage);
    expect(kept.length).to.be.within(512, 1024);
    expect(kept.at(-1)).to.equal("k9999#10000");
  });

  it("are so many that they keep a few MB of memory at most, whatever they are parts of", () => {
    const stage = many(100, 100_000, true);
    const kept = results(stage);
    expect(kept.length).to.be.within(10, 22);
    expect(kept.at(-1)).to.equal("k99#100");
    expect(results(many(100, 100_000, false))).to.have.lengthOf(100);
  });

  it("are forgotten when everything is to begin anew, or the scheduler took the worker for dead", () => {
    for (const forget of ["restart", "reset"]) {
      const stage = having(["a", payload("x")]);
      if (forget === "reset") stage.tell({ type: "scheduler.reset" });
      else stage.hears(["restart"]);
      if (forget === "restart") stage.tell({ type: "restarted" });
      expect(results(stage), forget).to.deep.equal([]);
    }
  });
});

describe("the life of a key that a worker was told", () => {
  const living = (key: string, run: number, life: string | null) =>
    ["assign", key, run, ["f"], payload(key), [], 1, 0, "slot", [], life] as const;

  it("goes with what it testifies of it: a run, a result small or large, or how a run ended that was not heard of", () => {
    const stage = Stage.running();
    for (const [i, key] of ["runs", "small", "large", "inside", "failed"].entries()) {
      stage.hears(living(key, i + 1, `life of ${key}`));
    }
    stage.done("small", 2);
    stage.done("large", 3, new Uint8Array(5000));
    stage.done("inside", 4, payload("v"), ["future"]);
    stage.tell({ type: "reports", reports: [["failed", "failed", 5, payload("e")]] });
    const unheard: WorkerToScheduler[] = [
      ["done", "inside", 4, 1, 7, payload("v"), ["future"]],
      ["failed", "failed", 5, payload("e")],
    ];
    const lives = (kind: "runs" | "results") =>
      testimony(stage, kind, unheard).map((word) => [word[0], word.at(-1)]);
    expect(lives("runs")).to.deep.equal([
      ["runs", "life of runs"],
      ["failed", "life of failed"],
    ]);
    expect(lives("results")).to.have.deep.members([
      ["small", "life of small"],
      ["large", "life of large"],
      ["inside", "life of inside"],
    ]);
  });

  it("goes with copies of a result, fetched for a run or as told", () => {
    const stage = Stage.running();
    stage.hears([
      "assign",
      "t",
      1,
      ["f"],
      payload("t"),
      [["a", 5000, null, ["worker.b"], "l"]],
      1,
      0,
      "slot",
      [],
      null,
    ]);
    stage.hears(["replicate", [["b", 5000, ["worker.b"], "m"]]]);
    for (const key of ["a", "b"]) stage.tell({ type: "fetched", key, bytes: new Uint8Array(5000) });
    expect(testimony(stage, "results")).to.deep.equal([
      ["a", 0, 5000, null, [], null, "l"],
      ["b", 0, 5000, null, [], null, "m"],
    ]);
  });
});
