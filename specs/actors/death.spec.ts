import { expect } from "chai";
import { PROTOCOL_VERSION } from "../../src/protocol/messages.ts";
import { Play } from "../support/play.ts";
import { done } from "../support/words.ts";

const LARGE = 100_000;

const gone = (play: Play, worker: string) => play.from("supervisor", ["gone", `worker.${worker}`]);

describe("a worker that dies", () => {
  const running = () => Play.leading().client("c1").worker("w1", 2).worker("w2", 2).hush();

  it("has its tasks run elsewhere under new run numbers", () => {
    const play = running().submit("c1", "t").hush().say("w1", "running", "t").hush();
    gone(play, "w1");
    expect(play.look()).to.deep.equal(["c1: pending t", "c1: workers w2", "part w1", "w2: assign t#2"]);
  });

  it("is not believed any more: what it still says of a run is dropped and counted", () => {
    const play = running().submit("c1", "t").hush();
    gone(play, "w1").hush();
    play.from("w1", done("t", 1, "old"));
    expect(play.look()).to.deep.equal([]);
    expect(play.tables.stale).to.equal(1);
    expect(play.done("w2", "t", "new").look()).to.deep.equal(["c1: finished t=new"]);
  });

  it("may come back under its address, as another life with nothing to run or to hold", () => {
    const play = running().submit("c1", "t").hush().done("w1", "t", LARGE).hush();
    play.from("w1", ["worker", PROTOCOL_VERSION, "w1", 1, "host", [], null, 0]);
    expect(play.look().filter((line) => !line.includes("workers"))).to.deep.equal([
      "w1: welcome",
      "c1: pending t",
      "w2: assign t#2",
    ]);
  });

  it("is named to those who may be fetching from it, and to nobody else", () => {
    const play = running().worker("w3").worker("w4").submit("c1", "d").hush().done("w1", "d", LARGE).hush();
    play.submit("c1", "fetches", { dependencies: ["d"], workers: ["w2"] }).hush();
    play.submit("c1", "has", { dependencies: ["d"], workers: ["w3"] }).hush();
    play.from("w3", ["holding", ["d"]]).hush();
    gone(play, "w1");
    expect(play.look().filter((line) => line.includes("gone"))).to.deep.equal(["w2: gone worker.w1"]);
  });

  it("three times takes a task with it, which is told with the workers' names", () => {
    const play = Play.leading().client("c1").worker("w1").submit("c1", "t").hush();
    play.submit("c1", "u", { dependencies: ["t"] });
    gone(play, "w1").hush().worker("w2");
    gone(play, "w2").hush().worker("w3");
    gone(play, "w3");
    expect(play.look()).to.have.members([
      "c1: killed t by t w1+w2+w3",
      "c1: killed u by t w1+w2+w3",
      "c1: workers ",
      "part w3",
    ]);
  });

  it("is nobody's failure when it left as asked, nor that of a task that waited or came back before", () => {
    const play = Play.leading().client("c1").worker("w1", 3).submit("c1", "t").hush();
    play.submit("c1", "waiting").hush().say("w1", "waiting", "waiting").submit("c1", "back").hush();
    play.say("w1", "returned", "back").hush();
    play.from("w1", ["bye"]).hush();
    expect(play.row("t").deaths).to.deep.equal([]);
    play.worker("w2", 3).say("w2", "waiting", "waiting").hush();
    gone(play, "w2").hush();
    expect(["t", "waiting", "back"].map((key) => play.row(key).deaths)).to.deep.equal([["w2"], [], ["w2"]]);
  });

  it("is the failure of a task that waited where nothing else ran, as it may have gone on unheard", () => {
    const play = Play.leading().client("c1").submit("c1", "t").hush();
    for (const name of ["w1", "w2", "w3"]) {
      gone(play.hush().worker(name).hush().say(name, "waiting", "t"), name);
    }
    expect(play.look()).to.have.members(["c1: killed t by t w1+w2+w3", "c1: workers ", "part w3"]);
  });

  it("lets a task with two deaths wait beside another, and go on when that takes the worker along", () => {
    const play = Play.leading().client("c1").submit("c1", "t").hush();
    for (const name of ["w1", "w2"]) {
      play.worker(name).hush();
      gone(play, name).hush();
    }
    play.worker("w3").hush().say("w3", "waiting", "t").submit("c1", "child").hush();
    gone(play, "w3").hush();
    expect(["t", "child"].map((key) => play.row(key).deaths)).to.deep.equal([["w1", "w2"], ["w3"]]);
    expect(play.state("t")).to.equal("queued");
  });

  it("counts by its silence as well", () => {
    const play = Play.leading()
      .client("c1")
      .worker("w1")
      .submit("c1", "t")
      .prepare((play) => {
        for (let i = 0; i < 6; i++) play.sweep();
      });
    expect(play.row("t").deaths).to.deep.equal(["w1"]);
  });
});

describe("a late word of an earlier run", () => {
  /** `t` was with w1, which began anew, and is with w2 now. */
  const moved = () => {
    const play = Play.leading().client("c1").worker("w1").worker("w2").submit("c1", "t").hush();
    play.from("w1", ["worker", PROTOCOL_VERSION, "w1", 1, "host", [], null, 0]).hush();
    expect(play.row("t").worker?.name).to.equal("w2");
    return play;
  };

  it("changes nothing, whatever it is", () => {
    const play = moved();
    play.from("w1", ["running", "t", 1], ["waiting", "t", 1], ["resumed", "t", 1], ["returned", "t", 1]);
    play.from("w1", ["starved", "t", 1, "d", []], ["failed", "t", 1, new Uint8Array()], done("t", 1, "v"));
    play.from("w2", done("t", 1, "v"), ["returned", "t", 3]);
    expect(play.look()).to.deep.equal([]);
    expect(play.tables.stale).to.equal(9);
    expect(play.state("t")).to.equal("assigned");
  });

  it("has its bytes dropped where they were kept", () => {
    const play = moved().from("w1", done("t", 1, LARGE), done("unknown", 1, LARGE));
    expect(play.look()).to.deep.equal(["w1: drop t", "w1: drop unknown"]);
  });
});

describe("a large result", () => {
  const withResult = () =>
    Play.leading().client("c1").worker("w1").submit("c1", "t").hush().done("w1", "t", LARGE).hush();

  it("is with those who hold a copy, and lost with the last of them", () => {
    const play = withResult()
      .worker("w2")
      .from("w2", ["holding", ["t"]]);
    play.client("c2").from("c2", ["hold", ["t"]]);
    expect(play.look()).to.deep.equal(["c2: finished t@w1+w2"]);
    play.from("w1", ["bye"]).hush();
    expect(play.state("t")).to.equal("finished");
    play.from("w2", ["bye"]);
    expect(play.look()).to.include.members(["c1: pending t", "c2: pending t"]);
  });

  it("is dropped where a copy of it is of no use", () => {
    const play = withResult().worker("w2").submit("c1", "small").hush().done("w1", "small", "v").hush();
    play
      .submit("c1", "pending")
      .hush()
      .from("w2", ["holding", ["small", "pending", "unknown"]]);
    expect(play.look()).to.deep.equal(["w2: drop small", "w2: drop pending", "w2: drop unknown"]);
  });

  it("is made again from what it was made from, however far back", () => {
    const play = withResult()
      .submit("c1", "u", { dependencies: ["t"] })
      .hush()
      .done("w1", "u", LARGE)
      .hush();
    play
      .submit("c1", "v", { dependencies: ["u"] })
      .hush()
      .done("w1", "v", LARGE)
      .hush();
    play.from("c1", ["release", ["t", "u"], null]);
    expect(play.look()).to.deep.equal(["w1: drop u", "w1: drop t"]);
    play.worker("w2").from("w1", ["bye"]);
    expect(play.look()).to.deep.equal(["c1: workers w2", "part w1", "c1: pending v", "w2: assign t#4"]);
    expect(play.done("w2", "t", LARGE).look()).to.deep.equal(["w2: assign u#5 t@w2"]);
    expect(play.done("w2", "u", LARGE).look()).to.deep.equal(["w2: drop t", "w2: assign v#6 u@w2"]);
    expect(play.done("w2", "v", LARGE).look()).to.deep.equal(["c1: finished v@w2", "w2: drop u"]);
  });

  it("is made again for a client that cannot get it, or got where others have it", () => {
    const play = withResult()
      .worker("w2")
      .from("w2", ["holding", ["t"]]);
    play.from("c1", ["missing", "t", ["worker.w1"]]);
    expect(play.look()).to.deep.equal(["w1: drop t", "c1: finished t@w2"]);
    play.from("c1", ["missing", "t", ["worker.w1", "worker.w2"]]);
    expect(play.look()).to.deep.equal(["w2: drop t", "c1: pending t", "w1: assign t#2"]);
  });

  it("is made again before a task that starved for it runs", () => {
    const play = withResult()
      .worker("w2")
      .submit("c1", "u", { dependencies: ["t"] })
      .hush();
    const { run, worker } = play.row("u");
    play.from(worker?.name ?? "", ["starved", "u", run, "t", ["worker.w1"]]);
    expect(play.look()).to.deep.equal(["w1: drop t", "c1: pending t", "w1: assign t#3"]);
    expect(play.done("w1", "t", LARGE).look()).to.deep.equal(["c1: finished t@w1", "w1: assign u#4 t@w1"]);
  });

  it("is waited for by a task that ran on it, failed, and may try again", () => {
    const play = withResult()
      .worker("w2")
      .prepare((play) => play.from("w2", ["holding", ["t"]]));
    play.submit("c1", "u", { dependencies: ["t"], retries: 1 }).hush();
    play.from("c1", ["missing", "t", ["worker.w1", "worker.w2"]]).hush();
    const name = play.row("u").worker?.name ?? "";
    play.fail(name, "u").hush();
    expect(play.state("u")).to.equal("waiting");
  });

  it("that is small when it is made again is known by its value", () => {
    const play = withResult()
      .from("c1", ["missing", "t", ["worker.w1"]])
      .hush();
    expect(play.done("w1", "t", "v").look()).to.deep.equal(["c1: finished t=v"]);
  });
});
