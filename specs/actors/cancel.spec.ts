import { expect } from "chai";
import { Play } from "../support/play.ts";
import { submit } from "../support/words.ts";

const LARGE = 100_000;
const known = (play: Play) => [...play.tables.tasks.keys()];

const cancel = (play: Play, client: string, ...keys: readonly string[]) =>
  play.from(client, ["cancel", keys, false, 1000]);

describe("cancelling", () => {
  const shared = () =>
    Play.leading().client("c1", "c2").worker("w1").submit("c1", "t").hush().submit("c2", "t").hush();

  it("ends a task that nobody else wants, and says nothing to who asked for that", () => {
    const play = Play.leading().client("c1").worker("w1").submit("c1", "t").hush();
    expect(cancel(play, "c1", "t").look()).to.deep.equal(["w1: abort t#1"]);
    expect(known(play)).to.deep.equal([]);
  });

  it("gives the run as much time to end as it says, and those that depend on it the same", () => {
    const play = Play.leading().client("c1").worker("w1", 2).submit("c1", "root").hush().client("w1-0");
    play.submit("w1-0", "t", { parent: "root" }).hush();
    play.from("c1", ["cancel", ["root"], false, 20]);
    expect(play.look()).to.deep.equal(["w1: abort root#1 in 20"]);
    play.from("w1-0", ["cancel", ["t"], false, 0]);
    expect(play.look()).to.deep.equal(["w1: abort t#2 in 0"]);
  });

  it("is answered after all that is said about the life that ends, and before the next", () => {
    const play = Play.leading()
      .client("c1")
      .submit("c1", "t")
      .submit("c1", "u", { dependencies: ["t"] });
    play.from("c1", ["cancel", ["t", "unknown"], false, 1000], ["hold", ["t"]]).hush();
    const words = play.effects.flatMap((effect) => (effect.type === "send" ? [effect.message] : []));
    expect(words).to.deep.equal([
      ["cancelled", "u"],
      ["parted", ["t", "unknown"]],
      ["lost", "t", "t"],
    ]);
  });

  it("of several keys at once judges them together", () => {
    const play = Play.leading().client("c1", "c2").submit("c1", "a").submit("c1", "b");
    play.submit("c1", "ab", { dependencies: ["a", "b"] }).submit("c1", "c");
    play.submit("c2", "bc", { dependencies: ["b", "c"] });
    expect(cancel(play, "c1", "a", "b", "c").look()).to.deep.equal(["c1: cancelled ab"]);
    expect(known(play)).to.deep.equal(["b", "c", "bc"]);
  });

  it("ends only the own hold where another client has one", () => {
    const play = shared();
    expect(cancel(play, "c1", "t").look()).to.deep.equal([]);
    expect(play.done("w1", "t", "v").look()).to.deep.equal(["c2: finished t=v"]);
  });

  it("ends a task for everyone by force", () => {
    const play = shared().from("c1", ["cancel", ["t"], true, 1000]);
    expect(play.look()).to.deep.equal(["w1: abort t#1", "c2: cancelled t"]);
  });

  it("ends what depends on the task, in the same client", () => {
    const play = Play.leading()
      .client("c1")
      .submit("c1", "t")
      .submit("c1", "u", { dependencies: ["t"] });
    play.submit("c1", "v", { dependencies: ["u"] });
    expect(cancel(play, "c1", "t").look()).to.have.members(["c1: cancelled u", "c1: cancelled v"]);
    expect(known(play)).to.deep.equal([]);
  });

  it("ends only the own hold where another client needs it for something else", () => {
    const play = Play.leading()
      .client("c1", "c2")
      .submit("c1", "t")
      .submit("c2", "u", { dependencies: ["t"] });
    expect(cancel(play, "c1", "t").look()).to.deep.equal([]);
    expect(known(play)).to.deep.equal(["t", "u"]);
  });

  it("ends only the own hold where a result has it inside", () => {
    const play = Play.leading().client("c1").worker("w1", 2).submit("c1", "root").hush().client("w1-0");
    play.submit("w1-0", "child").hush().done("w1", "root", "v", 1, ["child"]).hush();
    expect(cancel(play, "w1-0", "child").look()).to.deep.equal([]);
    expect(known(play)).to.have.members(["root", "child"]);
  });

  it("leaves alone what has come to its end, whoever holds that", () => {
    const play = Play.leading().client("c1", "c2").worker("w1").submit("c1", "a").hush();
    play
      .done("w1", "a", LARGE)
      .hush()
      .submit("c2", "b", { dependencies: ["a"] })
      .hush()
      .done("w1", "b", LARGE)
      .hush();
    expect(play.from("c2", ["cancel", ["a"], true, 1000]).look()).to.deep.equal([
      "w1: drop a",
      "c1: cancelled a",
    ]);
    expect(play.state("b")).to.equal("finished");
    play.from("w1", ["bye"]);
    expect(play.look()).to.deep.equal([
      "c1: workers ",
      "c2: workers ",
      "part w1",
      "c2: pending b",
      "c2: lost b by a",
    ]);
  });

  it("does not touch the next life of the key, even in the same batch", () => {
    const play = Play.leading().client("c1").worker("w1").submit("c1", "t").hush();
    play.from("c1", ["cancel", ["t"], false, 1000], submit("t"));
    expect(play.look()).to.deep.equal(["w1: abort t#1", "w1: assign t#2"]);
  });

  it("is silent about keys that nobody knows", () => {
    const play = Play.leading().client("c1");
    expect(cancel(play, "c1", "unknown").look()).to.deep.equal([]);
  });
});
