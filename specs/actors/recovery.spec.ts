import { expect } from "chai";
import type { ToScheduler } from "../../src/protocol/messages.ts";
import { Play } from "../support/play.ts";
import { over, takingOver } from "../support/takeover.ts";
import { held, living, run, small } from "../support/testimony.ts";
import { done, payload, submit } from "../support/words.ts";

const LARGE = 9999;

const scatter = (key: string): ToScheduler => ["scatter", key, 1, LARGE, null, false, []];

describe("a scheduler that takes over from another", () => {
  it("begins at once where nobody had another before", () => {
    const play = Play.leading().prepare((play) => play.client("c1").worker("w1"));
    expect(play.submit("c1", "t").look()).to.deep.equal(["w1: assign t#1"]);
  });

  it("deals nothing out before all are back that its clients knew", () => {
    const play = Play.leading().prepare((play) => play.back("c1", ["w1", "w2"], submit("t"), submit("u")));
    play.returning("w1", { runs: [run("t", 7)] });
    expect(play.look()).to.deep.equal(["w1: welcome"]);
    expect(play.actor.getSnapshot().value).to.equal("recovering");
    play.returning("w2", {});
    expect(play.look()).to.deep.equal(["w2: welcome", "recover after 50"]);
    over(play);
    expect(play.look()).to.deep.equal([
      "c1: pending t",
      "c1: pending u",
      "c1: workers w1+w2",
      "w2: assign u#1",
    ]);
    expect(play.actor.getSnapshot().value).to.equal("leading");
  });

  it("waits twice as long for workers that clients knew, and no longer", () => {
    const play = Play.leading().prepare((play) => play.back("c1", ["w1"], submit("t")).worker("w2"));
    expect(over(play).look()).to.deep.equal(["recover after 1500"]);
    expect(over(play).look()).to.deep.equal(["c1: pending t", "c1: workers w2", "w2: assign t#1"]);
  });

  it("does not wait for a worker that its supervisor has seen die", () => {
    const play = Play.leading().prepare((play) => play.back("c1", ["w1"], submit("t")));
    expect(play.from("supervisor", ["gone", "worker.w1"]).look()).to.include("recover after 50");
  });

  it("does not hold up a cluster for one that comes back much later", () => {
    const play = Play.leading().prepare((play) => {
      play.worker("w1");
      for (let i = 0; i < 11; i++) play.from("w1", ["beat"]).sweep();
    });
    const said = play.back("c1", ["w1"], submit("t")).look();
    expect(said).to.deep.equal(["c1: welcome", "c1: workers w1", "w1: assign t#1"]);
  });

  it("lets a run go on under its number, in whatever order it is told of it", () => {
    const play = takingOver({ runs: [run("t", 7, true)] }).prepare((play) =>
      play.back("c1", ["w1"], submit("t")),
    );
    expect(over(play).look()).to.deep.equal(["c1: running t", "c1: workers w1"]);
    expect(play.from("w1", done("t", 7, "v")).look()).to.deep.equal(["c1: finished t=v"]);
  });

  it("lets a run that waits for a future take no slot", () => {
    const play = takingOver({ runs: [run("t", 7, true, true)] }).prepare((play) =>
      play.back("c1", ["w1"], submit("t"), submit("u", { parent: "t" })),
    );
    expect(over(play).look()).to.include("w1: assign u#1");
  });

  it("keeps what a task has let go of until that has ended, which may give it away", () => {
    const play = takingOver({ runs: [run("t", 7, true)] }).prepare((play) =>
      play
        .back("c1", ["w1"], submit("t"))
        .back("w1-0", ["w1"], ["fulfil", "inner", payload("v"), []], ["release", ["inner"], ["t"]]),
    );
    over(play).hush();
    expect(play.state("inner")).to.equal("finished");
    play.prepare((play) => play.from("w1", done("t", 7, "v", 1, ["inner"])));
    expect(play.row("inner").holders).to.have.lengthOf(0);
    expect(play.state("inner")).to.equal("finished");
    play.prepare((play) => play.from("c1", ["release", ["t"], null]));
    expect(play.state("inner")).to.equal(undefined);
  });

  it("has a failure count among those that a task may have", () => {
    const play = takingOver({ runs: [["t", 7, 2, false, false, null, null]] });
    over(play.prepare((play) => play.back("c1", ["w1"], submit("t", { retries: 1 }))));
    play.hush();
    expect(play.from("w1", ["failed", "t", 7, payload("e")]).look()).to.deep.equal(["c1: failed t e"]);
  });

  it("takes for ended what has ended before anybody asked for it", () => {
    const words: readonly ToScheduler[] = [
      ["running", "a", 7],
      done("a", 7, "v"),
      ["failed", "b", 8, payload("e")],
    ];
    const play = takingOver({
      runs: [run("a", 7), run("b", 8), run("c", 9)],
      words: [...words, ["returned", "c", 9]],
    });
    play.prepare((play) => play.back("c1", ["w1"], submit("a"), submit("b"), submit("c")));
    over(play);
    expect(play.look()).to.have.members([
      ...["c1: running a", "c1: finished a=v", "c1: failed b e", "c1: pending c", "c1: workers w1"],
      "w1: assign c#1",
    ]);
  });

  it("knows a result where it is, with copies and what is inside, and makes it again when it is lost", () => {
    const play = takingOver({ results: [held("t", 7, LARGE, ["inside"]), held("inside", 6)] });
    play.prepare((play) =>
      play.returning("w2", { results: [held("t", 0)] }).back("c1", ["w1", "w2"], submit("t")),
    );
    over(play);
    expect(play.look()).to.have.members(["c1: finished t@w1", "c1: workers w1+w2"]);
    expect(play.row("t").replicas.map(({ name }) => name)).to.deep.equal(["w1", "w2"]);
    expect(play.state("inside")).to.equal("finished");
    play.prepare((play) => play.from("w1", ["bye"]));
    expect(play.state("t")).to.equal("finished");
    expect(play.from("w2", ["bye"]).look()).to.include("c1: pending t");
  });

  it("has the later of two runs go on, and ends the other", () => {
    const play = takingOver({ runs: [run("t", 7)] }).prepare((play) =>
      play.returning("w2", { runs: [run("t", 9)] }).back("c1", ["w1", "w2"], submit("t")),
    );
    expect(over(play).look()).to.deep.equal(["w1: abort t#7", "c1: pending t", "c1: workers w1+w2"]);
    expect(play.from("w1", done("t", 7, LARGE)).look()).to.deep.equal(["w1: drop t"]);
  });

  it("lets go of what a client knows the value of", () => {
    const play = takingOver({ runs: [run("t", 7)], results: [held("u", 8)] }).prepare((play) =>
      play.back("c1", ["w1"], ["fulfil", "t", payload("v"), []], ["fulfil", "u", payload("v"), []]),
    );
    over(play);
    expect(play.look()).to.have.members(["w1: abort t#7", "w1: drop u", "c1: workers w1"]);
  });

  it("has a worker let go in the end of what nobody has asked for", () => {
    const play = takingOver({
      runs: [run("t", 7)],
      results: [held("u", 8), living("a", 9), small("small", 6, "v")],
    });
    over(play).hush();
    play.prepare((play) => {
      for (let i = 0; i < 119; i++) play.from("w1", ["beat"]).sweep();
    });
    expect(play.tables.claims.size).to.equal(4);
    play.from("w1", ["beat"]);
    play.sweep();
    expect(play.look()).to.have.members(["w1: abort t#7", "w1: drop u", "w1: drop a", "sweep after 500"]);
    expect(play.tables.claims.size).to.equal(0);
  });

  it("gives a client that comes later what workers claim, and what they do not as ever", () => {
    const play = over(takingOver({ runs: [run("t", 7)], results: [held("u", 8)], threads: 3 })).hush();
    play.back("c1", ["w1"], submit("t"), ["hold", ["u", "v"]], submit("w"));
    expect(play.look()).to.have.members([...["c1: welcome", "recover after 1500"]]);
    over(play);
    expect(play.look()).to.have.members([
      ...[
        "c1: finished u@w1",
        "c1: lost v by v",
        "c1: pending t",
        "c1: pending w",
        "c1: workers w1",
        "w1: assign w#1",
      ],
    ]);
  });

  it("adopts what a worker claims that comes later, unless it runs elsewhere by now", () => {
    const play = Play.leading().prepare((play) => play.worker("w2").client("c1").submit("c1", "t"));
    play.prepare((play) => {
      for (let i = 0; i < 11; i++) play.from("w2", ["beat"]).sweep();
      play.from("c1", submit("u", { workers: ["w1"] }));
    });
    play.returning("w1", { runs: [run("t", 7), run("u", 8, true)] });
    expect(play.look()).to.deep.equal(["w1: welcome", "c1: workers w2+w1", "c1: running u", "w1: abort t#7"]);
  });
});

describe("keys that are known by name alone when a scheduler takes over", () => {
  it("are lost where nobody says what they are, once all are back", () => {
    const play = takingOver({}).prepare((play) => play.back("c1", ["w1"], ["hold", ["t"]]));
    expect(over(play).look()).to.deep.equal(["c1: lost t by t", "c1: workers w1"]);
  });

  it("are what another says who comes later: a task, a value, or the promise of one", () => {
    const play = takingOver({}).prepare((play) =>
      play
        .back("c1", ["w1"], ["hold", ["t", "d", "p"]], submit("u", { dependencies: ["t"] }))
        .back("c2", ["w1"], submit("t"), scatter("d"), ["promise", "p"]),
    );
    over(play).hush();
    expect([play.state("t"), play.state("u"), play.state("p")]).to.deep.equal([
      "assigned",
      "waiting",
      "waiting",
    ]);
    play.done("w1", "t", "v").hush();
    expect(play.state("u")).to.equal("assigned");
    expect(play.from("w1", ["holding", ["d"]]).look()).to.have.members([
      "c2: taken 1",
      "c1: finished d@w1",
      "c2: finished d@w1",
    ]);
    expect(play.from("c2", ["fulfil", "p", payload("v"), []]).look()).to.deep.equal([
      "c1: finished p=v",
      "c2: finished p=v",
    ]);
  });

  it("can be made again where a client says how, after a worker had them", () => {
    const play = takingOver({ results: [held("t", 7), held("d", 6)] }).prepare((play) =>
      play.back("c1", ["w1"], ["hold", ["t", "d"]]),
    );
    expect(over(play).look()).to.have.members(["c1: finished t@w1", "c1: finished d@w1", "c1: workers w1"]);
    play.prepare((play) => play.client("c2").submit("c2", "t").worker("w2"));
    expect(play.from("w1", ["bye"]).look()).to.include.members([
      "c1: pending t",
      "w2: assign t#1",
      "c1: lost d by d",
    ]);
  });

  it("take a scattered value from the worker that has it, and not again from its client", () => {
    const play = takingOver({ results: [held("d", 0)] }).prepare((play) =>
      play.back("c1", ["w1"], scatter("d")),
    );
    expect(over(play).look()).to.deep.equal(["c1: taken 1", "c1: finished d@w1", "c1: workers w1"]);
  });
});
