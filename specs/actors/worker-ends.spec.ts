import { expect } from "chai";
import type { WorkerToScheduler } from "../../src/protocol/messages.ts";
import { payload } from "../support/words.ts";
import { ACTOR, away, Stage } from "../support/worker-stage.ts";

describe("a worker that is to end", () => {
  const busy = () => {
    const stage = Stage.running();
    stage.assign("a", 1);
    return stage;
  };

  it("says so, lets its tasks end, and ends when it is dismissed", () => {
    const stage = busy();
    expect(stage.tell({ type: "leave", patient: true })).to.deep.equal(["say leave true"]);
    expect(stage.state).to.equal("leaving");
    const report = ["done", "a", 1, payload("value"), 1, []] as const;
    expect(stage.tell({ type: "reports", reports: [report] })).to.have.lengthOf(1);
    expect(stage.tell({ type: "beat" })).to.deep.equal(["say beat", "beat after 1000"]);
    expect(stage.hears(["dismissed"])).to.deep.equal(["say bye"]);
    expect(stage.state).to.equal("stopped");
  });

  it("ends its tasks at once where it is in a hurry", () => {
    const stage = busy();
    expect(stage.tell({ type: "leave", patient: false })).to.deep.equal([
      "abort a#1 in 1000",
      "say leave false",
    ]);
  });

  it("ends where nobody knows what it holds: while it joins, or when the scheduler took it for dead", () => {
    const joining = new Stage();
    joining.tell({ type: "leave", patient: true });
    expect(joining.state).to.equal("stopped");
    const stage = busy();
    stage.tell({ type: "leave", patient: true });
    stage.tell({ type: "scheduler.reset" });
    expect(stage.state).to.equal("stopped");
  });

  it("ends when it is dismissed without having asked", () => {
    const stage = Stage.running();
    expect(stage.hears(["dismissed"])).to.deep.equal(["say bye"]);
    expect(stage.state).to.equal("stopped");
  });
});

describe("a worker whose scheduler is another", () => {
  const unheard = (...messages: readonly WorkerToScheduler[]) =>
    ({ type: "scheduler.new", unheard: messages }) as const;

  it("goes on with what it runs and holds, and testifies to that", () => {
    const stage = Stage.running();
    stage.assign("runs", 1);
    stage.tell({ type: "reports", reports: [["running", "runs", 1]] });
    stage.assign("waits", 2, away("a", "w2"));
    stage.assign("large", 3);
    stage.done("large", 3, new Uint8Array(5000), ["inside"]);
    stage.hears(["assign", "actor", 4, ["C"], payload("actor"), [], 1, 0, ACTOR, [], null]);
    stage.done("actor", 4, payload("@"));
    stage.assign("small", 5);
    stage.done("small", 5);
    expect(stage.tell(unheard())).to.deep.equal([
      "say worker 1 ann 2 here [gpu,1] durable 0",
      "say runs [runs,1,1,true,false,,,waits,2,1,false,false,,]",
      "say results [small,5,1,118,,,,large,3,5000,,inside,,,actor,4,1,64,,object,,1,false,]",
      "say testified",
    ]);
    expect(stage.state).to.equal("joining");
    expect(stage.tell({ type: "fetched", key: "a", bytes: payload("a") })).to.deep.equal([
      "keep a 1",
      "say holding [a]",
      "execute waits#2(a)",
    ]);
    expect(stage.done("runs", 1)).to.deep.equal(['say done runs 1 1 7 "v" []']);
    stage.hears(["welcome", "durable"]);
    expect(stage.done("waits", 2)).to.deep.equal(['say done waits 2 1 7 "v" []']);
  });

  it("says again how runs have ended that the former may not have heard of", () => {
    const stage = Stage.running();
    const error = payload("e");
    const said = stage.tell(
      unheard(
        ["done", "small", 5, 1, 7, payload("v"), ["inside"]],
        ["done", "dropped", 6, 9999, 7, null, []],
        ["done", "dead", 7, 1, 7, payload("@"), []],
        ["died", "dead", error],
        ["failed", "failed", 8, error],
        ["returned", "returned", 9],
      ),
    );
    expect(said).to.deep.equal([
      "say worker 1 ann 2 here [gpu,1] durable 0",
      "say runs [failed,8,1,false,false,,]",
      "say results [small,5,1,118,inside,,]",
      'say failed failed 8 "e"',
      "say testified",
    ]);
  });

  it("testifies once more to a third one, and forgets all where that takes it for dead", () => {
    const stage = Stage.running();
    stage.assign("t", 1);
    stage.tell(unheard());
    expect(stage.tell(unheard())).to.include("say runs [t,1,1,false,false,,]");
    expect(stage.tell({ type: "scheduler.reset" })).to.deep.equal([
      "abort t#1 in 1000",
      "say worker 1 ann 2 here [gpu,1] null 0",
    ]);
  });

  it("leaves by that where it was about to, or is asked to before it is welcome", () => {
    for (const before of [true, false]) {
      const stage = Stage.running();
      stage.assign("t", 1);
      if (before) stage.tell({ type: "leave", patient: true });
      const said = stage.tell(unheard());
      if (!before) said.push(...stage.tell({ type: "leave", patient: true }));
      expect(said).to.include.members(["say testified", "say leave true"]);
      expect(said.at(-1)).to.equal("say leave true");
      expect(stage.state).to.equal("leaving");
      stage.hears(["welcome", "durable"]);
      expect(stage.done("t", 1)).to.have.lengthOf(1);
      expect(stage.hears(["dismissed"])).to.deep.equal(["say bye"]);
    }
  });
});

describe("a worker that is to begin anew", () => {
  it("forgets all, and greets when its threads are new", () => {
    const stage = Stage.running();
    stage.assign("a", 1);
    expect(stage.hears(["restart"])).to.deep.equal(["abort a#1 in 1000", "restart"]);
    expect(stage.state).to.equal("restarting");
    expect(stage.assign("b", 2)).to.deep.equal([]);
    expect(stage.tell({ type: "beat" })).to.deep.equal(["say beat", "beat after 1000"]);
    expect(stage.tell({ type: "restarted" })).to.deep.equal(["say worker 1 ann 2 here [gpu,1] null 0"]);
    expect(stage.state).to.equal("joining");
  });

  it("ends where it is asked to meanwhile", () => {
    const stage = Stage.running();
    stage.hears(["restart"]);
    stage.tell({ type: "leave", patient: true });
    expect(stage.state).to.equal("stopped");
  });

  it("keeps the files of modules for code to come", () => {
    const file = ["0".repeat(32), "tasks.js", "module", payload("")] as const;
    expect(Stage.running().hears(["module", file])).to.deep.equal(["module tasks.js"]);
  });
});
