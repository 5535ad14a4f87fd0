import { expect } from "chai";
import { Play } from "../support/play.ts";
import { submit } from "../support/words.ts";

/** A client and workers that have joined. */
const among = (...workers: readonly string[]): Play =>
  Play.leading().prepare((play) => {
    play.client("c1");
    for (const name of workers) play.worker(name);
  });

describe("a scattered value", () => {
  it("that is let go of in the same breath is there for what was submitted with it", () => {
    const play = among("w1")
      .scatter("c1", "d")
      .hush()
      .from("w1", ["holding", ["d"]])
      .hush();
    play.from("c1", submit("t", { dependencies: ["d"] }), ["release", ["d"], null]);
    expect(play.look()).to.deep.equal(["w1: assign t#1 d@w1"]);
  });

  it("is fetched from its client by one worker, and then it is finished and the client rid of it", () => {
    const play = among("w1");
    play.scatter("c1", "d");
    expect(play.look()).to.deep.equal(["w1: replicate d@c1"]);
    play.from("w1", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal(["c1: taken 1", "c1: finished d@w1"]);
  });

  it("goes to where there are the fewest bytes, in turn where all have the same", () => {
    const play = among("w1", "w2");
    const goes = (key: string, size: number) => {
      play.scatter("c1", key, { size });
      return play.look();
    };
    expect(goes("a", 10)).to.deep.equal(["w1: replicate a@c1"]);
    expect(goes("b", 30)).to.deep.equal(["w2: replicate b@c1"]);
    expect(goes("c", 20)).to.deep.equal(["w1: replicate c@c1"]);
    expect(goes("d", 0)).to.deep.equal(["w2: replicate d@c1"]);
  });

  it("goes to the worker in whose thread it was made", () => {
    const play = among("w1", "w2").prepare((stage) => stage.client("w2-0"));
    play.scatter("w2-0", "d");
    expect(play.look()).to.deep.equal(["w2: replicate d@w2-0"]);
  });

  it("goes to the named workers alone, by name or address, and waits until there is one", () => {
    const play = among("w1");
    play.scatter("c1", "d", { workers: ["w2", "w9"] });
    expect(play.look()).to.deep.equal([]);
    play.worker("w2");
    expect(play.hush().row("d").state).to.equal("waiting");
    expect([...play.row("d").replicas]).to.deep.equal([]);
    play.from("w2", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal(["c1: taken 1", "c1: finished d@w2"]);
    play.scatter("c1", "e", { workers: ["worker.w1"] });
    expect(play.look()).to.deep.equal(["w1: replicate e@c1"]);
  });

  it("waits where there is no worker, or none that is not too full", () => {
    const play = among().prepare((stage) => stage.scatter("c1", "d"));
    play.prepare((stage) => stage.from("w1", ["worker", 1, "w1", 1, "host", [], null, 0], ["paused", true]));
    play.scatter("c1", "e");
    expect(play.look()).to.deep.equal([]);
    play.from("w1", ["paused", false]);
    expect(play.look()).to.include("w1: replicate e@c1");
  });

  it("is finished where all have it that were to get it, when it goes to all", () => {
    const play = among("w1", "w2");
    play.scatter("c1", "d", { broadcast: true });
    expect(play.look()).to.deep.equal(["w1: replicate d@c1", "w2: replicate d@c1"]);
    play.from("w2", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal([]);
    play.from("w1", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal(["c1: taken 1", "c1: finished d@w2+w1"]);
  });

  it("is finished without a worker that dies before it has it, when it goes to all", () => {
    const play = among("w1", "w2").prepare((stage) =>
      stage.scatter("c1", "d", { broadcast: true }).from("w2", ["holding", ["d"]]),
    );
    play.from("w1", ["bye"]);
    expect(play.look()).to.deep.equal(["c1: workers w2", "part w1", "c1: taken 1", "c1: finished d@w2"]);
  });

  it("goes to another worker where the first one dies before it has it", () => {
    const play = among("w1", "w2").prepare((stage) => stage.scatter("c1", "d"));
    play.from("w1", ["bye"]);
    expect(play.look()).to.include("w2: replicate d@c1");
  });

  it("is tried again in a while where a worker did not get it", () => {
    const play = among("w1").prepare((stage) => stage.scatter("c1", "d"));
    play.from("w1", ["absent", "d", ["client.c1"]]);
    expect(play.look()).to.deep.equal([]);
    play.prepare((stage) => stage.from("w1", ["beat"]));
    play.sweep();
    expect(play.look()).to.deep.equal(["w1: replicate d@c1", "sweep after 500"]);
  });

  it("keeps tasks waiting until it is there", () => {
    const play = among("w1").prepare((stage) => stage.scatter("c1", "d"));
    play.submit("c1", "t", { dependencies: ["d"] });
    expect(play.look()).to.deep.equal([]);
    play.from("w1", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal(["c1: taken 1", "c1: finished d@w1", "w1: assign t#1 d@w1"]);
  });

  it("is lost with the client that has it, and so is what needs it", () => {
    const play = among("w1").prepare((stage) => {
      stage
        .client("c2")
        .scatter("c1", "d")
        .submit("c2", "t", { dependencies: ["d"] });
    });
    play.from("c1", ["bye"]);
    expect(play.look()).to.deep.equal(["w1: drop d", "part c1", "c2: lost t by d"]);
  });

  it("is lost with the last worker that holds it, and so is what needs it", () => {
    const play = among("w1", "w2").prepare((stage) => {
      stage.scatter("c1", "d", { broadcast: true }).from("w1", ["holding", ["d"]]);
      stage.from("w2", ["holding", ["d"]]).from("w1", ["bye"]);
    });
    expect(play.state("d")).to.equal("finished");
    play.from("w2", ["bye"]);
    expect(play.look().filter((line) => line.includes(" d"))).to.deep.equal([
      "c1: pending d",
      "c1: lost d by d",
    ]);
    play.submit("c1", "t", { dependencies: ["d"] });
    expect(play.look()).to.deep.equal(["c1: lost t by d"]);
  });

  it("is not lost because somebody could not get it, but when its worker says so", () => {
    const play = among("w1", "w2").prepare((stage) =>
      stage
        .scatter("c1", "d", { broadcast: true })
        .from("w1", ["holding", ["d"]])
        .from("w2", ["holding", ["d"]]),
    );
    const all = ["worker.w1", "worker.w2"];
    play.from("c1", ["missing", "d", all]);
    const asked = ["w1: replicate d@", "w2: replicate d@", "c1: finished d@w1+w2"];
    expect(play.look()).to.have.members(asked);
    play.from("c1", ["missing", "d", all]);
    expect(play.look()).to.deep.equal(["c1: finished d@w1+w2"]);
    play.from("w1", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal([]);
    play.from("w2", ["absent", "d", []]);
    expect(play.look()).to.deep.equal(["w2: drop d"]);
    expect(play.state("d")).to.equal("finished");
    play.from("c1", ["missing", "d", ["worker.w1"]]).hush();
    play.from("w1", ["absent", "d", []]);
    expect(play.look()).to.include("c1: lost d by d");
  });

  it("is asked for again by a task that could not get it", () => {
    const play = among("w1").prepare((stage) => stage.scatter("c1", "d").from("w1", ["holding", ["d"]]));
    play.submit("c1", "t", { dependencies: ["d"] }).hush();
    play.from("w1", ["starved", "t", 1, "d", ["worker.w1"]]);
    expect(play.look()).to.have.members(["w1: replicate d@", "w1: assign t#2 d@w1"]);
  });

  it("is there again when it is scattered again", () => {
    const play = among("w1").prepare((stage) => {
      stage
        .scatter("c1", "d")
        .from("w1", ["holding", ["d"]])
        .from("w1", ["bye"])
        .worker("w2");
    });
    play.scatter("c1", "d", { offer: 2 });
    expect(play.look()).to.deep.equal(["c1: pending d", "w2: replicate d@c1"]);
    play.from("w2", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal(["c1: taken 2", "c1: finished d@w2"]);
  });

  it("is one copy for all who scatter the same", () => {
    const play = among("w1").prepare((stage) => stage.client("c2").scatter("c1", "d"));
    play.scatter("c2", "d", { offer: 7 });
    expect(play.look()).to.deep.equal([]);
    play.prepare((stage) => stage.from("c1", ["bye"]));
    expect(play.state("d")).to.equal("waiting");
    play.from("w1", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal(["c2: taken 7", "c2: finished d@w1"]);
    play.scatter("c2", "d", { offer: 8 });
    expect(play.look()).to.deep.equal(["c2: taken 8", "c2: finished d@w1"]);
  });

  it("gets to more workers from those that have it, when that is wanted later", () => {
    const play = among("w1", "w2").prepare((stage) =>
      stage.scatter("c1", "d").from("w1", ["holding", ["d"]]),
    );
    play.scatter("c1", "d", { offer: 2, broadcast: true });
    expect(play.look()).to.deep.equal(["c1: taken 2", "w2: replicate d@w1", "c1: finished d@w1"]);
    play.from("w2", ["holding", ["d"]]);
    play.from("c1", ["whoHas", 5, ["d", "unknown"]]);
    expect(play.look()).to.deep.equal(["c1: holders 5 w1+w2 "]);
  });

  it("is called off when nobody wants it any more", () => {
    const play = among("w1").prepare((stage) => stage.scatter("c1", "d"));
    play.from("c1", ["release", ["d"], null]);
    expect(play.look()).to.deep.equal(["w1: drop d", "c1: taken 1"]);
    expect(play.state("d")).to.equal(undefined);
    play.from("w1", ["holding", ["d"]]);
    expect(play.look()).to.deep.equal(["w1: drop d"]);
  });

  it("is called off when it is cancelled for everyone", () => {
    const play = among("w1").prepare((stage) => stage.scatter("c1", "d"));
    play.from("c1", ["cancel", ["d"], true, 1000]);
    expect(play.look()).to.deep.equal(["w1: drop d", "c1: taken 1"]);
  });

  it("holds the futures inside it, and frees them with itself", () => {
    const play = among("w1").prepare((stage) => {
      stage
        .submit("c1", "f")
        .scatter("c1", "d", { futures: ["f"] })
        .from("c1", ["release", ["f"], null]);
    });
    expect(play.state("f")).to.equal("assigned");
    play.from("w1", ["holding", ["d"]]).hush();
    play.from("c1", ["release", ["d"], null]);
    expect(play.hush().tables.tasks.size).to.equal(0);
  });

  it("is what its key says: an offer of another size, or of a task's key, is declined", () => {
    const play = among("w1").prepare((stage) => stage.scatter("c1", "d").submit("c1", "t"));
    play.scatter("c1", "d", { size: 1, offer: 2 });
    expect(play.look()).to.deep.equal(["c1: taken 2"]);
    play.scatter("c1", "t", { offer: 3 });
    expect(play.look()).to.deep.equal(["c1: taken 3", "c1: pending t"]);
  });
});
