import { expect } from "chai";
import { Play } from "../support/play.ts";
import { submit } from "../support/words.ts";

const LARGE = 100_000;
const LONG = 100_000;

const known = (play: Play) => [...play.tables.tasks.keys()];
const release = (play: Play, client: string, ...keys: readonly string[]) =>
  play.from(client, ["release", keys, null]);
const cancel = (play: Play, client: string, ...keys: readonly string[]) =>
  play.from(client, ["cancel", keys, false, 1000]);

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

describe("a chain of a hundred thousand tasks", () => {
  const keys = Array.from({ length: LONG }, (_, i) => `t${i}`);
  const last = keys.at(-1) ?? "";
  /** Each depends on the one before; the client holds only the last. */
  const chain = () => {
    const play = Play.leading().client("c1").worker("w1");
    const submissions = keys.map((key, i) => submit(key, { dependencies: i === 0 ? [] : [`t${i - 1}`] }));
    play.from("c1", ...submissions, ["release", keys.slice(0, -1), null]);
    expect(play.look()).to.deep.equal(["w1: assign t0#1"]);
    return play;
  };

  it("is released", () => {
    const play = release(chain(), "c1", last);
    expect(play.look()).to.deep.equal(["w1: abort t0#1"]);
    expect(play.tables.tasks.size).to.equal(0);
  });

  it("fails, is tried again from its beginning, and fails again", () => {
    const play = chain().fail("w1", "t0", "boom");
    expect(play.look()).to.deep.equal([`c1: failed ${last} boom`]);
    expect(play.from("c1", ["retry", last]).look()).to.deep.equal([
      `c1: pending ${last}`,
      `c1: retried ${last}`,
      "w1: assign t0#2",
    ]);
    play.fail("w1", "t0", "boom");
    expect(play.look()).to.deep.equal([`c1: failed ${last} boom`]);
    release(play, "c1", last);
    expect(play.tables.tasks.size).to.equal(0);
  });

  it("is cancelled key by key, all in vain where another client holds the last, and then by force", () => {
    const play = chain()
      .client("c2")
      .from("c2", ["hold", [last]])
      .hush();
    play.from("c1", ["hold", keys]).hush();
    expect(cancel(play, "c1", ...keys).look()).to.deep.equal([]);
    expect(play.tables.tasks.size).to.equal(LONG);
    play.from("c2", ["cancel", ["t0"], true, 1000]);
    expect(play.look()).to.deep.equal(["w1: abort t0#1", `c2: cancelled ${last}`]);
    expect(play.tables.tasks.size).to.equal(0);
  });
});
