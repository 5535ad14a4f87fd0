import { expect } from "chai";
import { createActor } from "xstate";
import type { WorkerEffect } from "../../actors/worker/effects.ts";
import { type WorkerEvent, workerMachine } from "../../actors/worker/machine.ts";
import {
  type ActorTerms,
  type Dependency,
  SAME,
  type ToWorker,
  type WorkerToScheduler,
} from "../../src/protocol/messages.ts";
import { payload } from "../support/play.ts";

const ACTOR: ActorTerms = ["object", null, 1, false];

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function describeEffect(effect: WorkerEffect): string {
  switch (effect.type) {
    case "send": {
      const fields = effect.message.map((field) => {
        if (field instanceof Uint8Array) return `"${text(field)}"`;
        return Array.isArray(field) ? `[${field}]` : String(field);
      });
      return `say ${fields.join(" ")}`;
    }
    case "execute": {
      const { key, run, inline, kept, attempt, timeout } = effect;
      const values = [...inline.map(([name, value]) => `${name}=${text(value)}`), ...kept];
      return `execute ${key}#${run}(${values})${attempt > 1 ? ` attempt ${attempt}` : ""}${timeout > 0 ? ` within ${timeout}` : ""}`;
    }
    case "fetch":
      return `fetch ${effect.key} ${effect.size} from ${effect.holders}`;
    case "forsake":
      return `forsake ${effect.holder}`;
    case "keep":
      return `keep ${effect.key} ${effect.bytes.byteLength}`;
    case "drop":
      return `drop ${effect.keys}`;
    case "kill":
      return `kill ${effect.key}`;
    case "copy":
      return `copy ${effect.from} to ${effect.to}`;
    case "module":
      return `module ${effect.file[1]}`;
    case "restart":
      return "restart";
    case "learn":
      return `learn ${effect.hash}`;
    case "beatAfter":
      return `beat after ${effect.ms}`;
    case "recall":
      return `recall ${effect.key}#${effect.run}`;
    case "abort":
      return `abort ${effect.key}#${effect.run} in ${effect.graceMs}`;
  }
}

/** A worker's machine without a world around it. */
class Stage {
  readonly actor = createActor(workerMachine, {
    input: { name: "ann", threads: 2, host: "here", resources: [["gpu", 1]] },
  });

  constructor() {
    this.actor.start();
  }

  static running(): Stage {
    const stage = new Stage();
    stage.hears(["welcome"]);
    return stage;
  }

  get state(): unknown {
    return this.actor.getSnapshot().value;
  }

  get tables() {
    return this.actor.getSnapshot().context.tables;
  }

  /** What was done since the last time. */
  does(): string[] {
    return this.tables.takeEffects().map(describeEffect);
  }

  /** Tells the machine something; says what it does. */
  tell(event: WorkerEvent): string[] {
    this.does();
    this.actor.send(event);
    return this.does();
  }

  hears(...messages: readonly ToWorker[]): string[] {
    return this.tell({ type: "messages", messages });
  }

  assign(key: string, run: number, ...dependencies: readonly Dependency[]): string[] {
    return this.hears(["assign", key, run, ["f"], payload(key), dependencies, 1, 0, "slot", []]);
  }

  done(key: string, run: number, result = payload("v"), futures: readonly string[] = []): string[] {
    return this.tell({ type: "reports", reports: [["done", key, run, result, 7, futures]] });
  }
}

const inline = (key: string): Dependency => [key, 1, payload(key), []];
const away = (key: string, ...holders: readonly string[]): Dependency => [key, 5000, null, holders];

describe("a worker", () => {
  it("greets, and runs once it is welcome", () => {
    const stage = new Stage();
    expect(stage.does()).to.deep.equal(["say worker 1 ann 2 here [gpu,1] false 0"]);
    expect(stage.state).to.equal("joining");
    expect(stage.hears(["welcome"])).to.deep.equal(["say beat", "beat after 1000"]);
    expect(stage.state).to.equal("running");
    expect(stage.tell({ type: "beat" })).to.deep.equal(["say beat", "beat after 1000"]);
  });

  it("takes what comes with its welcome", () => {
    const stage = new Stage();
    const effects = stage.hears(
      ["welcome"],
      ["code", "f", payload("f")],
      ["assign", "t", 1, ["f"], payload("t"), [], 2, 7, "slot", ["turn"]],
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
      expect(stage.hears(["welcome"])).to.deep.equal([]);
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
    expect(stage.tell({ type: "scheduler.reset" })).to.deep.equal([
      "say worker 1 ann 2 here [gpu,1] false 0",
    ]);
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
      "say worker 1 ann 2 here [gpu,1] false 0",
    ]);
    expect([stage.state, stage.tables.runs.size, stage.tables.kept.size]).to.deep.equal(["joining", 0, 0]);
    expect(stage.tell({ type: "fetched", key: "a", bytes: payload("a") })).to.deep.equal([]);
    stage.hears(["welcome"]);
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
    stage.hears(["assign", "a", 1, ["f"], payload("a"), [], 1, 0, ACTOR, []]);
    expect(stage.done("a", 1, payload("r"))).to.deep.equal(['say done a 1 1 7 "r" []']);
    expect([...stage.tables.kept.keys()]).to.deep.equal(["a"]);
    stage.tell({ type: "scheduler.reset" });
    expect([...stage.tables.kept.keys()]).to.deep.equal([]);
  });

  it("that made an actor is over for good when the actor has died, by itself or as told", () => {
    const stage = Stage.running();
    stage.hears(["assign", "a", 1, ["f"], payload("a"), [], 1, 0, ACTOR, []]);
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

describe("a copy that a worker is to keep", () => {
  const wanted = ["replicate", [["d", 5000, ["client.c"]]]] as const;

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
    expect(stage.hears(["replicate", [["d", 5000, []]]])).to.deep.equal(["fetch d 5000 from "]);
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
    expect(stage.tell({ type: "scheduler.reset" })).to.deep.equal([
      "say worker 1 ann 2 here [gpu,1] false 0",
    ]);
    expect(stage.hears(["welcome"])).to.have.members(["say beat", "beat after 1000", "say paused true"]);
  });

  it("forgets what its store has lost, and fetches it again", () => {
    const stage = Stage.running();
    stage.hears(["replicate", [["d", 5000, ["worker.b"]]]]);
    stage.tell({ type: "fetched", key: "d", bytes: payload("data") });
    stage.tell({ type: "mislaid", key: "d" });
    expect(stage.assign("t", 1, away("d", "worker.b"))).to.deep.equal(["fetch d 5000 from worker.b"]);
  });
});

describe("results that a worker keeps", () => {
  it("go by another key as well, where a task has the value of another", () => {
    const stage = Stage.running();
    stage.hears(["replicate", [["a", 10, ["worker.w2"]]]]);
    stage.tell({ type: "fetched", key: "a", bytes: payload("a") });
    const assign = (run: number, from: string): ToWorker => {
      const original: Dependency = [from, 10, null, ["worker.w1"]];
      return ["assign", "t", run, [SAME], payload(""), [original], 1, 0, "aside", []];
    };
    expect(stage.hears(assign(1, "a"))).to.deep.equal(["copy a to t", "say done t 1 10 0 null []"]);
    expect(stage.hears(assign(2, "b"))).to.deep.equal(["say starved t 2 b [worker.w1]"]);
    expect([...stage.tables.kept.keys()]).to.deep.equal(["a", "t"]);
  });
});

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
    stage.hears(["assign", "actor", 4, ["C"], payload("actor"), [], 1, 0, ACTOR, []]);
    stage.done("actor", 4, payload("@"));
    stage.assign("small", 5);
    stage.done("small", 5);
    expect(stage.tell(unheard())).to.deep.equal([
      "say worker 1 ann 2 here [gpu,1] true 0",
      "say runs [runs,1,1,true,false,,waits,2,1,false,false,]",
      "say results [large,3,5000,,inside,,actor,4,1,64,,object,,1,false]",
      "say testified",
    ]);
    expect(stage.state).to.equal("joining");
    expect(stage.tell({ type: "fetched", key: "a", bytes: payload("a") })).to.deep.equal([
      "keep a 1",
      "say holding [a]",
      "execute waits#2(a)",
    ]);
    expect(stage.done("runs", 1)).to.deep.equal(['say done runs 1 1 7 "v" []']);
    stage.hears(["welcome"]);
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
      "say worker 1 ann 2 here [gpu,1] true 0",
      "say runs [failed,8,1,false,false,]",
      "say results [small,5,1,118,inside,]",
      'say failed failed 8 "e"',
      "say testified",
    ]);
  });

  it("testifies once more to a third one, and forgets all where that takes it for dead", () => {
    const stage = Stage.running();
    stage.assign("t", 1);
    stage.tell(unheard());
    expect(stage.tell(unheard())).to.include("say runs [t,1,1,false,false,]");
    expect(stage.tell({ type: "scheduler.reset" })).to.deep.equal([
      "abort t#1 in 1000",
      "say worker 1 ann 2 here [gpu,1] false 0",
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
      stage.hears(["welcome"]);
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
    expect(stage.tell({ type: "restarted" })).to.deep.equal(["say worker 1 ann 2 here [gpu,1] false 0"]);
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
