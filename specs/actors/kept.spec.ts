import { expect } from "chai";
import { Play } from "../support/play.ts";

const LARGE = 100_000;

const known = (play: Play) => [...play.tables.tasks.keys()];
const keep = (play: Play, client: string, key: string) => play.from(client, ["keep", key]);
const release = (play: Play, client: string, key: string) => play.from(client, ["release", [key], null]);
const cancel = (play: Play, client: string, key: string, force = false) =>
  play.from(client, ["cancel", [key], force, 1000]);

describe("a task that is kept until it is done", () => {
  /** `t` runs on w1, kept by c1. */
  const kept = () => {
    const play = Play.leading().client("c1", "c2").worker("w1").submit("c1", "t").hush();
    return keep(play, "c1", "t");
  };

  it("runs on when its client lets go of it, and is forgotten when it has finished", () => {
    const play = release(kept(), "c1", "t");
    expect(play.look()).to.deep.equal([]);
    play.done("w1", "t", LARGE);
    expect(play.look()).to.deep.equal(["w1: drop t"]);
    expect(known(play)).to.deep.equal([]);
  });

  it("runs on when its client leaves, dies, or begins anew", () => {
    expect(kept().from("c1", ["bye"]).look()).to.deep.equal(["part c1"]);
    expect(kept().tell({ type: "peer.reset", from: "client.c1" }).look()).to.deep.equal(["part c1"]);
    const play = kept().client("c1").done("w1", "t", "v");
    expect(play.look()).to.deep.equal([]);
    expect(known(play)).to.deep.equal([]);
  });

  it("waits for what it depends on, which nobody else holds, and then for a worker", () => {
    const play = Play.leading()
      .client("c1")
      .submit("c1", "a")
      .submit("c1", "t", { dependencies: ["a"] });
    keep(play, "c1", "t").from("c1", ["bye"]).hush();
    expect(play.worker("w1").hush().done("w1", "a", "v").look()).to.deep.equal(["w1: assign t#2 a=v"]);
    expect(known(play.done("w1", "t", "v"))).to.deep.equal([]);
  });

  it("is run again where its worker dies, and as often as its retries say", () => {
    const play = Play.leading()
      .client("c1")
      .worker("w1")
      .worker("w2")
      .submit("c1", "t", { retries: 1 })
      .hush();
    keep(play, "c1", "t").from("c1", ["bye"]).hush();
    expect(play.from("w1", ["bye"]).look()).to.deep.equal(["part w1", "w2: assign t#2"]);
    expect(play.fail("w2", "t").look()).to.deep.equal(["w2: assign t#3 attempt 2"]);
    expect(known(play.fail("w2", "t"))).to.deep.equal([]);
    expect(play.look()).to.deep.equal([]);
  });

  it("is forgotten in silence when it fails, by itself or by what it depends on", () => {
    const play = kept().submit("c1", "u", { dependencies: ["t"] });
    keep(play, "c1", "u").from("c1", ["bye"]).hush();
    expect(play.fail("w1", "t").look()).to.deep.equal([]);
    expect(known(play)).to.deep.equal([]);
  });

  it("stays with who still holds it, and tells them", () => {
    const play = kept().done("w1", "t", "v");
    expect(play.look()).to.deep.equal(["c1: finished t=v"]);
    expect(play.row("t").keepers).to.deep.equal([]);
    expect(known(release(play, "c1", "t"))).to.deep.equal([]);
  });

  it("is ended by its client cancelling it, and not by another's", () => {
    expect(cancel(kept(), "c1", "t").look()).to.deep.equal(["w1: abort t#1"]);
    const play = release(kept(), "c1", "t");
    expect(cancel(play, "c2", "t").look()).to.deep.equal([]);
    expect(known(play)).to.deep.equal(["t"]);
  });

  it("is ended by force, whoever kept it", () => {
    const play = kept().from("c1", ["bye"]).hush();
    expect(cancel(play, "c2", "t", true).look()).to.deep.equal(["w1: abort t#1"]);
    expect(known(play)).to.deep.equal([]);
  });

  it("keeps what it depends on from being cancelled by others than its client", () => {
    const play = Play.leading().client("c1", "c2").submit("c2", "a");
    play.submit("c1", "t", { dependencies: ["a"] });
    keep(play, "c1", "t").from("c1", ["bye"]).hush();
    expect(cancel(play, "c2", "a").look()).to.deep.equal([]);
    expect(known(play)).to.deep.equal(["a", "t"]);
  });

  it("is kept by as many as say so, each once", () => {
    const play = kept().submit("c2", "t").hush();
    keep(keep(play, "c2", "t"), "c2", "t");
    expect(play.row("t").keepers).to.deep.equal(["client.c1", "client.c2"]);
    expect(cancel(play, "c1", "t").look()).to.deep.equal([]);
    expect(play.row("t").keepers).to.deep.equal(["client.c2"]);
  });

  it("is none that has ended, or that nobody knows", () => {
    const play = Play.leading().client("c1").worker("w1").submit("c1", "done").hush();
    play.done("w1", "done", "v").hush();
    keep(keep(play, "c1", "done"), "c1", "unknown");
    expect(play.row("done").keepers).to.deep.equal([]);
    expect(known(play)).to.deep.equal(["done"]);
  });
});
