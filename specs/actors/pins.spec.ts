import { expect } from "chai";
import { Play } from "../support/play.ts";

/** `t` is done with a small result, and held by `c1`; a queue or variable has its future inside. */
const pinned = () =>
  Play.leading().prepare((play) => {
    play.client("c1", "c2").worker("w1").submit("c1", "t").done("w1", "t");
    play.tell({ type: "pin", pin: 7, keys: ["t", "unknown"] });
  });

describe("what primitives hold of a scheduler's keys", () => {
  it("lives on when its client goes, until the pin is taken out", () => {
    const play = pinned();
    play.from("c1", ["bye"]).hush();
    expect(play.state("t")).to.equal("finished");
    play.tell({ type: "unpin", pin: 7 });
    expect(play.state("t")).to.equal(undefined);
  });

  it("is not pinned by what was taken out, or never was in", () => {
    const play = pinned();
    play.tell({ type: "unpin", pin: 7 }).tell({ type: "unpin", pin: 7 }).tell({ type: "unpin", pin: 8 });
    expect(play.state("t")).to.equal("finished");
    play.from("c1", ["release", ["t"], null]);
    expect(play.state("t")).to.equal(undefined);
  });

  it("is waited for where nobody has said yet what it is, and held from then on", () => {
    const play = Play.leading().prepare((stage) => {
      stage.client("c1").worker("w1");
      stage.tell({ type: "pin", pin: 7, keys: ["t"] }).tell({ type: "pin", pin: 8, keys: ["t"] });
    });
    expect([...play.tables.pins.awaited]).to.deep.equal(["t"]);
    play.prepare((stage) => stage.submit("c1", "t").done("w1", "t"));
    expect([...play.tables.pins.awaited]).to.deep.equal([]);
    play.from("c1", ["release", ["t"], null]).tell({ type: "unpin", pin: 7 });
    expect(play.state("t")).to.equal("finished");
    play.tell({ type: "unpin", pin: 8 });
    expect(play.state("t")).to.equal(undefined);
  });

  it("is not waited for any more when the pin is taken out", () => {
    const play = Play.leading().prepare((stage) => {
      stage
        .client("c1")
        .worker("w1")
        .tell({ type: "pin", pin: 7, keys: ["t"] });
      stage.tell({ type: "unpin", pin: 7 });
    });
    expect([...play.tables.pins.awaited]).to.deep.equal([]);
    play.prepare((stage) => stage.submit("c1", "t").done("w1", "t"));
    play.from("c1", ["release", ["t"], null]);
    expect(play.state("t")).to.equal(undefined);
  });

  it("is held by every pin of it", () => {
    const play = pinned();
    play.tell({ type: "pin", pin: 9, keys: ["t"] }).from("c1", ["release", ["t"], null]);
    play.tell({ type: "unpin", pin: 7 });
    expect(play.state("t")).to.equal("finished");
    play.tell({ type: "unpin", pin: 9 });
    expect(play.state("t")).to.equal(undefined);
  });

  it("is met there by another client", () => {
    const play = pinned();
    play.from("c1", ["bye"]).hush();
    play.from("c2", ["hold", ["t"]]);
    expect(play.look()).to.deep.equal(["c2: finished t=t"]);
    play.tell({ type: "unpin", pin: 7 });
    expect(play.state("t")).to.equal("finished");
  });

  it("is run while it is pinned alone, and cancelled for everyone by force", () => {
    const play = pinned().prepare((stage) => {
      stage.submit("c1", "u");
      stage.tell({ type: "pin", pin: 8, keys: ["u"] });
      stage.from("c1", ["bye"]);
    });
    expect(play.state("u")).to.equal("assigned");
    play.from("c2", ["hold", ["u"]], ["cancel", ["u"], true, 1000]).hush();
    expect(play.state("u")).to.equal(undefined);
    play.tell({ type: "unpin", pin: 8 });
    expect(play.look()).to.deep.equal([]);
  });

  it("is vacated by whoever goes, known or not, and by a client that begins anew", () => {
    const play = pinned();
    const vacated = () =>
      play.effects.flatMap((effect) =>
        effect.type === "vacate" ? [`${effect.address}${effect.silent ? ", silent" : ""}`] : [],
      );
    play.client("c2");
    expect(vacated()).to.deep.equal(["client.c2, silent"]);
    play.client("c3");
    expect(vacated()).to.deep.equal([]);
    play.from("c1", ["bye"]).hush();
    expect(vacated()).to.deep.equal(["client.c1"]);
    play.client("w1-0").from("w1", ["left", "client.w1-0"]).hush();
    expect(vacated()).to.deep.equal(["client.w1-0"]);
    play.from("w1", ["left", "client.w1-2"]).hush();
    expect(vacated()).to.deep.equal(["client.w1-2"]);
    play.client("w1-1").from("w1", ["bye"]).hush();
    expect(vacated()).to.deep.equal(["client.w1-1", "worker.w1"]);
    play.from("c1", ["bye"]).hush();
    expect(vacated()).to.deep.equal(["client.c1"]);
  });
});
