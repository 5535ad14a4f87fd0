import { expect } from "chai";
import { Play } from "../support/play.ts";
import { submit } from "../support/words.ts";

const LARGE = 100_000;

const known = (play: Play) => [...play.tables.tasks.keys()];
const release = (play: Play, client: string, ...keys: readonly string[]) =>
  play.from(client, ["release", keys, null]);

describe("a hold on a key", () => {
  const leading = () => Play.leading().client("c1", "c2").worker("w1");

  it("is each client's own, and with the last one the key is forgotten", () => {
    const play = leading().submit("c1", "t").hush().submit("c2", "t").hush();
    release(play, "c1", "t");
    expect(play.look()).to.deep.equal([]);
    play.done("w1", "t", "v");
    expect(play.look()).to.deep.equal(["c2: finished t=v"]);
    release(play, "c2", "t");
    expect(known(play)).to.deep.equal([]);
    expect(play.look()).to.deep.equal([]);
  });

  it("ends once, and only for who has it", () => {
    const play = leading().submit("c1", "t").hush();
    release(play, "c2", "t", "unknown");
    expect(known(play)).to.deep.equal(["t"]);
    release(play, "c1", "t", "t");
    expect(play.look()).to.deep.equal(["w1: abort t#1"]);
  });

  it("is not ended by a release in the same batch as a new submission", () => {
    const play = leading().submit("c1", "t").hush();
    play.from("c1", ["release", ["t"], null], submit("t"));
    expect(play.look()).to.deep.equal(["c1: pending t"]);
    expect(known(play)).to.deep.equal(["t"]);
  });

  it("is not needed for what an unfinished task depends on", () => {
    const play = leading()
      .submit("c1", "a")
      .hush()
      .submit("c1", "t", { dependencies: ["a"] });
    release(play, "c1", "a");
    play.done("w1", "a", LARGE);
    expect(play.look()).to.deep.equal(["w1: assign t#2 a@w1"]);
    play.done("w1", "t", "v");
    expect(play.look()).to.deep.equal(["c1: finished t=v", "w1: drop a"]);
    expect(known(play)).to.deep.equal(["t"]);
  });

  it("ends with the client, whether it says so or begins anew", () => {
    const play = leading().submit("c1", "t").hush().submit("c2", "u");
    play.from("c1", ["bye"]);
    expect(play.look()).to.deep.equal(["part c1", "w1: abort t#1", "w1: assign u#2"]);
    play.client("c2");
    expect(known(play)).to.deep.equal([]);
  });
});

describe("a future made inside a task", () => {
  /** `root` runs on w1 and has submitted `child`. */
  const inside = () => {
    const play = Play.leading().client("c1").worker("w1", 2).submit("c1", "root").hush();
    return play.client("w1-0").submit("w1-0", "child", { parent: "root" }).hush();
  };
  const part = (play: Play) => play.from("w1-0", ["release", ["child"], ["root"]]);

  it("is held until the task has ended, though it was released before", () => {
    const play = part(inside());
    expect(play.look()).to.deep.equal([]);
    play.done("w1", "root", "v");
    expect(play.look()).to.deep.equal(["c1: finished root=v", "w1: abort child#2"]);
    expect(known(play)).to.deep.equal(["root"]);
  });

  it("lives on inside the result of the task, and no longer than that", () => {
    const play = part(inside()).done("w1", "root", "v", 1, ["child"]).hush();
    play.done("w1", "child", LARGE);
    expect(play.look()).to.deep.equal([]);
    expect(known(play)).to.have.members(["root", "child"]);
    play.from("c1", ["hold", ["child"]]);
    expect(play.look()).to.deep.equal(["c1: finished child@w1"]);
    release(play, "c1", "child");
    release(play, "c1", "root");
    expect(play.look()).to.deep.equal(["w1: drop child"]);
    expect(known(play)).to.deep.equal([]);
  });

  it("lives on with its client when that asks for it again before the task has ended", () => {
    const play = part(inside()).submit("w1-0", "child").hush();
    play.done("w1", "root", "v").hush();
    play.done("w1", "child", "v");
    expect(play.look()).to.deep.equal(["w1-0: finished child=v"]);
  });

  it("is held until every task has ended that may have it inside its result, whichever let go of it last", () => {
    const play = inside().submit("c1", "other").hush();
    play.from("w1-0", ["release", ["child"], ["gone", "root"]]).hush();
    play.submit("w1-0", "child").hush();
    play.from("w1-0", ["release", ["child"], ["other"]]);
    play.done("w1", "other", "v").hush();
    expect(known(play)).to.include("child");
    play.done("w1", "root", "v", 1, ["child"]).hush();
    play.done("w1", "child", LARGE);
    play.from("c1", ["hold", ["child"]]);
    expect(play.look()).to.deep.equal(["c1: finished child@w1"]);
  });

  it("is let go of though it was asked for again meanwhile, and at its task's end alone", () => {
    const play = part(inside()).submit("w1-0", "child").hush();
    play.from("w1-0", ["release", ["child"], null]);
    expect(play.look()).to.deep.equal([]);
    play.done("w1", "root", "v").hush();
    expect(known(play)).to.deep.equal(["root"]);
  });

  it("goes at once when the task has ended already", () => {
    const play = inside().done("w1", "root", "v").hush();
    expect(part(play).look()).to.deep.equal(["w1: abort child#2"]);
  });

  it("goes with the run that made it, when that ends without a result", () => {
    const play = part(inside()).say("w1", "returned", "root");
    expect(play.look()).to.deep.equal(["w1: abort child#2", "w1: assign root#3"]);
  });

  it("goes with the worker on whose thread it was made", () => {
    const play = inside().worker("w2").from("w1", ["bye"]);
    expect(play.look()).to.deep.equal(["part w1-0", "c1: workers w2", "part w1", "w2: assign root#3"]);
    expect([...play.tables.clients.keys()]).to.deep.equal(["client.c1"]);
    expect(known(play)).to.deep.equal(["root"]);
  });
});
