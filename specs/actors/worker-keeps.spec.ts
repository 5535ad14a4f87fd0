import { expect } from "chai";
import { type Dependency, SAME, type ToWorker } from "../../src/protocol/messages.ts";
import { payload } from "../support/words.ts";
import { away, Stage } from "../support/worker-stage.ts";

describe("a copy that a worker is to keep", () => {
  const wanted = ["replicate", [["d", 5000, ["client.c"], null]]] as const;

  it("is fetched and kept, and the scheduler told", () => {
    const stage = Stage.running();
    expect(stage.hears(wanted)).to.deep.equal(["fetch d 5000 from client.c"]);
    expect(stage.tell({ type: "fetched", key: "d", bytes: payload("data") })).to.deep.equal([
      "keep d 4",
      "say holding [d]",
    ]);
    expect(stage.hears(wanted)).to.deep.equal(["say holding [d]"]);
  });

  it("comes with a fetch that is under way for a run", () => {
    const stage = Stage.running();
    stage.assign("t", 1, away("d", "worker.b"));
    expect(stage.hears(wanted)).to.deep.equal([]);
    stage.hears(["abort", "t", 1, 1000]);
    expect(stage.tell({ type: "fetched", key: "d", bytes: payload("data") })).to.include("say holding [d]");
  });

  it("is absent where nobody hands it out", () => {
    const stage = Stage.running();
    stage.hears(wanted);
    expect(stage.tell({ type: "fetch.failed", key: "d" })).to.deep.equal(["say absent d [client.c]"]);
  });

  it("is absent where it is not, and nobody is named who has it", () => {
    const stage = Stage.running();
    expect(stage.hears(["replicate", [["d", 5000, [], null]]])).to.deep.equal(["fetch d 5000 from "]);
    expect(stage.tell({ type: "fetch.failed", key: "d" })).to.deep.equal(["say absent d []"]);
  });

  it("is not kept where it was dropped meanwhile", () => {
    const stage = Stage.running();
    stage.hears(wanted);
    stage.hears(["drop", ["d"]]);
    expect(stage.tell({ type: "fetched", key: "d", bytes: payload("data") })).to.deep.equal([]);
  });
});

describe("a worker that is too full", () => {
  it("says so, goes on with what it has, and says when there is room", () => {
    const stage = Stage.running();
    stage.assign("t", 1);
    expect(stage.tell({ type: "memory", full: true })).to.deep.equal(["say paused true"]);
    expect(stage.state).to.equal("paused");
    expect(stage.done("t", 1)).to.deep.equal(['say done t 1 1 7 "v" []']);
    expect(stage.tell({ type: "beat" })).to.deep.equal(["say beat", "beat after 1000"]);
    expect(stage.tell({ type: "memory", full: false })).to.have.members([
      "say paused false",
      "say beat",
      "beat after 1000",
    ]);
    expect(stage.state).to.equal("running");
  });

  it("says so to the next scheduler as well", () => {
    const stage = Stage.running();
    stage.tell({ type: "memory", full: true });
    expect(stage.tell({ type: "scheduler.reset" })).to.deep.equal(["say worker 1 ann 2 here [gpu,1] null 0"]);
    expect(stage.hears(["welcome", "durable"])).to.have.members([
      "say beat",
      "beat after 1000",
      "say paused true",
    ]);
  });

  it("forgets what its store has lost, and fetches it again", () => {
    const stage = Stage.running();
    stage.hears(["replicate", [["d", 5000, ["worker.b"], null]]]);
    stage.tell({ type: "fetched", key: "d", bytes: payload("data") });
    stage.tell({ type: "mislaid", key: "d" });
    expect(stage.assign("t", 1, away("d", "worker.b"))).to.deep.equal(["fetch d 5000 from worker.b"]);
  });
});

describe("results that a worker keeps", () => {
  it("go by another key as well, where a task has the value of another", () => {
    const stage = Stage.running();
    stage.hears(["replicate", [["a", 10, ["worker.w2"], null]]]);
    stage.tell({ type: "fetched", key: "a", bytes: payload("a") });
    const assign = (run: number, from: string): ToWorker => {
      const original: Dependency = [from, 10, null, ["worker.w1"], null];
      return ["assign", "t", run, [SAME], payload(""), [original], 1, 0, "aside", [], null];
    };
    expect(stage.hears(assign(1, "a"))).to.deep.equal(["copy a to t", "say done t 1 10 0 null []"]);
    expect(stage.hears(assign(2, "b"))).to.deep.equal(["say starved t 2 b [worker.w1]"]);
    expect([...stage.tables.kept.keys()]).to.deep.equal(["a", "t"]);
  });
});
