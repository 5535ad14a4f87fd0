import { expect } from "chai";
import type { WorkerEvent } from "../../actors/worker/machine.ts";
import { payload } from "../support/words.ts";
import { ACTOR, away, inline, Stage } from "../support/worker-stage.ts";

describe("a worker", () => {
  it("greets, and runs once it is welcome", () => {
    const stage = new Stage();
    expect(stage.does()).to.deep.equal(["say worker 1 ann 2 here [gpu,1] null 0"]);
    expect(stage.state).to.equal("joining");
    expect(stage.hears(["welcome", "durable"])).to.deep.equal(["say beat", "beat after 1000"]);
    expect(stage.state).to.equal("running");
    expect(stage.tell({ type: "beat" })).to.deep.equal(["say beat", "beat after 1000"]);
  });

  it("takes what comes with its welcome", () => {
    const stage = new Stage();
    const effects = stage.hears(
      ["welcome", "durable"],
      ["code", "f", payload("f")],
      ["assign", "t", 1, ["f"], payload("t"), [], 2, 7, "slot", ["turn"], null],
    );
    expect(effects).to.have.members([
      "learn f",
      "execute t#1() attempt 2 within 7",
      "say beat",
      "beat after 1000",
    ]);
  });

  for (const state of ["joining", "running"] as const) {
    it(`ends where it is refused while ${state}, with the reason`, () => {
      const stage = state === "joining" ? new Stage() : Stage.running();
      stage.hears(["drop", ["k"]], ["refused", "too old"]);
      const { status, value, context } = stage.actor.getSnapshot();
      expect([status, value, context.reason]).to.deep.equal(["done", "refused", "too old"]);
      expect(stage.hears(["welcome", "durable"])).to.deep.equal([]);
    });
  }

  it("says which client has left with its thread", () => {
    const stage = Stage.running();
    const reports = [["left", "client.w1-0"]] as const;
    expect(stage.tell({ type: "reports", reports })).to.deep.equal(["say left client.w1-0"]);
  });

  for (const state of ["joining", "running"] as const) {
    it(`says good-bye and ends when it is stopped while ${state}`, () => {
      const stage = state === "joining" ? new Stage() : Stage.running();
      expect(stage.tell({ type: "stop" })).to.deep.equal(["say bye"]);
      expect(stage.actor.getSnapshot()).to.include({ status: "done", value: "stopped" });
      expect(stage.assign("t", 1)).to.deep.equal([]);
    });
  }

  it("does nothing while it joins but to greet again where it is not known", () => {
    const stage = new Stage();
    expect(stage.assign("t", 1)).to.deep.equal([]);
    expect(stage.tell({ type: "beat" })).to.deep.equal([]);
    expect(stage.done("t", 1)).to.deep.equal([]);
    expect(stage.tell({ type: "reports", reports: [["running", "t", 1]] })).to.deep.equal([]);
    expect(stage.tell({ type: "scheduler.reset" })).to.deep.equal(["say worker 1 ann 2 here [gpu,1] null 0"]);
    expect(stage.state).to.equal("joining");
    expect(stage.tables.runs.size).to.equal(0);
  });

  it("forgets all and greets when the scheduler does not know it any more", () => {
    const stage = Stage.running();
    stage.assign("handed", 1);
    stage.assign("waiting", 2, away("a", "w2"));
    stage.assign("large", 3);
    stage.done("large", 3, new Uint8Array(5000));
    const effects = stage.tell({ type: "scheduler.reset" });
    expect(effects).to.deep.equal([
      "abort handed#1 in 1000",
      "drop large",
      "say worker 1 ann 2 here [gpu,1] null 0",
    ]);
    expect([stage.state, stage.tables.runs.size, stage.tables.kept.size]).to.deep.equal(["joining", 0, 0]);
    expect(stage.tell({ type: "fetched", key: "a", bytes: payload("a") })).to.deep.equal([]);
    stage.hears(["welcome", "durable"]);
    expect(stage.done("handed", 1)).to.deep.equal([]);
    expect(stage.tables.stale).to.equal(1);
  });
});

describe("a run on a worker", () => {
  it("begins at once with values that came along, or are kept here", () => {
    const stage = Stage.running();
    expect(stage.assign("t", 1, inline("a"))).to.deep.equal(["execute t#1(a=a)"]);
    stage.assign("b", 2);
    stage.done("b", 2, new Uint8Array(5000));
    expect(stage.assign("u", 3, inline("a"), away("b", "worker.me"))).to.deep.equal(["execute u#3(a=a,b)"]);
  });

  it("waits for values from other workers, which are then kept for others", () => {
    const stage = Stage.running();
    expect(stage.assign("t", 1, away("a", "w2"), away("b", "w2", "w3"))).to.deep.equal([
      "fetch a 5000 from w2",
      "fetch b 5000 from w2,w3",
    ]);
    expect(stage.tell({ type: "fetched", key: "b", bytes: payload("b") })).to.deep.equal([
      "keep b 1",
      "say holding [b]",
    ]);
    expect(stage.tell({ type: "fetched", key: "a", bytes: payload("a") })).to.deep.equal([
      "keep a 1",
      "say holding [a]",
      "execute t#1(a,b)",
    ]);
  });

  it("shares what is on its way with others that need it", () => {
    const stage = Stage.running();
    stage.assign("t", 1, away("a", "w2"));
    expect(stage.assign("u", 2, away("a", "w3"))).to.deep.equal([]);
    expect(stage.tell({ type: "fetched", key: "a", bytes: payload("a") })).to.deep.equal([
      "keep a 1",
      "say holding [a]",
      "execute t#1(a)",
      "execute u#2(a)",
    ]);
  });

  it("starves where a value cannot be had, and says from whom", () => {
    const stage = Stage.running();
    stage.assign("t", 1, away("a", "w2"), away("b", "w3"));
    stage.assign("u", 2, away("a", "w2"));
    expect(stage.tell({ type: "fetch.failed", key: "a" })).to.deep.equal([
      "say starved t 1 a [w2]",
      "say starved u 2 a [w2]",
    ]);
    expect(stage.tell({ type: "fetched", key: "b", bytes: payload("b") })).to.deep.equal([]);
    expect([stage.tables.runs.size, stage.tables.fetches.size, stage.tables.kept.size]).to.deep.equal([
      0, 0, 0,
    ]);
    expect(stage.assign("t", 3, away("a", "w4"))).to.deep.equal(["fetch a 5000 from w4"]);
  });

  it("starves where a value that was here is dropped while another is on its way", () => {
    const stage = Stage.running();
    stage.assign("a", 1);
    stage.done("a", 1, new Uint8Array(5000));
    stage.assign("t", 2, away("a", "worker.me"), away("b", "w2"));
    expect(stage.hears(["drop", ["a"]])).to.deep.equal(["drop a"]);
    expect(stage.tell({ type: "fetched", key: "b", bytes: payload("b") })).to.deep.equal([
      "keep b 1",
      "say holding [b]",
      "say starved t 2 a []",
    ]);
    expect(stage.tables.runs.size).to.equal(0);
  });

  it("ends with a small result that travels, or a large one that stays", () => {
    const stage = Stage.running();
    stage.assign("small", 1);
    stage.assign("large", 2);
    expect(stage.done("small", 1, payload("v"), ["x", "y"])).to.deep.equal([
      'say done small 1 1 7 "v" [x,y]',
    ]);
    expect(stage.done("large", 2, new Uint8Array(4097))).to.deep.equal([
      "keep large 4097",
      "say done large 2 4097 7 null []",
    ]);
    stage.assign("limit", 3);
    expect(stage.done("limit", 3, new Uint8Array(4096))).to.have.length(1);
    expect([...stage.tables.kept.keys()]).to.deep.equal(["large"]);
  });

  it("that makes an actor has it stay here, however small what stands for it is", () => {
    const stage = Stage.running();
    stage.hears(["assign", "a", 1, ["f"], payload("a"), [], 1, 0, ACTOR, [], null]);
    expect(stage.done("a", 1, payload("r"))).to.deep.equal(['say done a 1 1 7 "r" []']);
    expect([...stage.tables.kept.keys()]).to.deep.equal(["a"]);
    stage.tell({ type: "scheduler.reset" });
    expect([...stage.tables.kept.keys()]).to.deep.equal([]);
  });

  it("that made an actor is over for good when the actor has died, by itself or as told", () => {
    const stage = Stage.running();
    stage.hears(["assign", "a", 1, ["f"], payload("a"), [], 1, 0, ACTOR, [], null]);
    stage.done("a", 1, payload("r"));
    expect(stage.hears(["kill", "a"])).to.deep.equal(["kill a"]);
    const died: WorkerEvent = { type: "reports", reports: [["died", "a", payload("e")]] };
    expect(stage.tell(died)).to.deep.equal(['say died a "e"']);
    expect(stage.tell(died)).to.deep.equal([]);
  });

  it("ends with an error, or is given back", () => {
    const stage = Stage.running();
    stage.assign("t", 1);
    stage.assign("u", 2);
    expect(stage.tell({ type: "reports", reports: [["failed", "t", 1, payload("e")]] })).to.deep.equal([
      'say failed t 1 "e"',
    ]);
    expect(stage.tell({ type: "reports", reports: [["returned", "u", 2]] })).to.deep.equal([
      "say returned u 2",
    ]);
    expect(stage.tables.runs.size).to.equal(0);
  });

  for (const word of ["running", "waiting", "resumed"] as const) {
    it(`says that it is ${word} while it is the present one`, () => {
      const stage = Stage.running();
      stage.assign("t", 2);
      expect(stage.tell({ type: "reports", reports: [[word, "t", 2]] })).to.deep.equal([`say ${word} t 2`]);
      expect(stage.tell({ type: "reports", reports: [[word, "t", 1]] })).to.deep.equal([]);
      expect(stage.tell({ type: "reports", reports: [[word, "u", 2]] })).to.deep.equal([]);
    });
  }

  it("is not the present one after its end: what comes late is dropped and counted", () => {
    const stage = Stage.running();
    stage.assign("t", 1);
    stage.hears(["abort", "t", 1, 1000]);
    expect(stage.done("t", 1, new Uint8Array(5000))).to.deep.equal([]);
    expect(stage.tell({ type: "reports", reports: [["failed", "t", 1, payload("e")]] })).to.deep.equal([]);
    expect(stage.tell({ type: "reports", reports: [["returned", "t", 1]] })).to.deep.equal([]);
    expect([stage.tables.stale, stage.tables.kept.size]).to.deep.equal([3, 0]);
  });

  it("is aborted in the executor once that has it, else without a word", () => {
    const stage = Stage.running();
    stage.assign("handed", 1);
    stage.assign("waiting", 2, away("a", "w2"));
    expect(stage.hears(["abort", "handed", 9, 1000], ["abort", "unknown", 1, 1000])).to.deep.equal([]);
    expect(stage.hears(["abort", "handed", 1, 50], ["abort", "waiting", 2, 50])).to.deep.equal([
      "abort handed#1 in 50",
    ]);
    expect(stage.tell({ type: "fetched", key: "a", bytes: payload("a") })).to.deep.equal([]);
  });

  it("is asked back from the executor once that has it, else goes back at once", () => {
    const stage = Stage.running();
    stage.assign("handed", 1);
    stage.assign("waiting", 2, away("a", "w2"));
    expect(stage.hears(["recall", "handed", 9], ["recall", "unknown", 1])).to.deep.equal([]);
    expect(stage.hears(["recall", "handed", 1], ["recall", "waiting", 2])).to.deep.equal([
      "recall handed#1",
      "say returned waiting 2",
    ]);
    expect(stage.tables.runs.size).to.equal(1);
    expect(stage.done("handed", 1)).to.have.length(1);
  });
});
