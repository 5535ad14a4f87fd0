import { expect } from "chai";
import { Play } from "../support/play.ts";
import { payload, submit } from "../support/words.ts";

const LARGE = 100_000;

describe("the scheduler leads a task", () => {
  const leading = () => Play.leading().client("c1", "c2").worker("w1");
  const sent = (play: Play): string[] => play.look();

  it("from its submission to its result, which its holder is told", () => {
    const play = leading().submit("c1", "t");
    expect(sent(play)).to.deep.equal(["w1: assign t#1"]);
    play.done("w1", "t", "42");
    expect(sent(play)).to.deep.equal(["c1: finished t=42"]);
  });

  it("once for all who submit its key, whenever they do", () => {
    const play = leading().submit("c1", "t").hush();
    expect(sent(play.submit("c2", "t"))).to.deep.equal(["c2: pending t"]);
    expect(sent(play.say("w1", "running", "t"))).to.deep.equal(["c1: running t", "c2: running t"]);
    expect(sent(play.submit("c2", "t"))).to.deep.equal(["c2: running t"]);
    expect(sent(play.done("w1", "t", "v"))).to.deep.equal(["c1: finished t=v", "c2: finished t=v"]);
    expect(sent(play.submit("c1", "t"))).to.deep.equal(["c1: finished t=v"]);
  });

  it("and tells who holds a key how it stands, or that there is none", () => {
    const play = leading().submit("c1", "t").hush();
    play.from("c2", ["hold", ["t", "unknown"]]);
    expect(sent(play)).to.deep.equal(["c2: pending t", "c2: lost unknown by unknown"]);
    play.done("w1", "t", LARGE);
    expect(sent(play)).to.deep.equal(["c1: finished t@w1", "c2: finished t@w1"]);
  });

  it("after what it depends on, with small values at hand and large ones by their holders", () => {
    const play = leading().submit("c1", "a").hush();
    play.submit("c1", "b").submit("c1", "t", { dependencies: ["a", "b"] });
    expect(sent(play)).to.deep.equal([]);
    expect(sent(play.done("w1", "a", "1"))).to.deep.equal(["c1: finished a=1", "w1: assign b#2"]);
    expect(sent(play.done("w1", "b", LARGE))).to.deep.equal(["c1: finished b@w1", "w1: assign t#3 a=1 b@w1"]);
  });

  it("to the error of what it depends on, however deep", () => {
    const play = leading().submit("c1", "a").hush();
    play.submit("c1", "b", { dependencies: ["a"] }).submit("c2", "c", { dependencies: ["b"] });
    play.fail("w1", "a", "boom");
    expect(sent(play)).to.have.members(["c1: failed a boom", "c1: failed b boom", "c2: failed c boom"]);
    play.submit("c2", "d", { dependencies: ["c"] });
    expect(sent(play)).to.deep.equal(["c2: failed d boom"]);
  });

  it("to an end where what it needs is not known: data, or code", () => {
    const play = leading().submit("c1", "t", { dependencies: ["nothing"] });
    expect(sent(play)).to.deep.equal(["c1: lost t by nothing"]);
    play.submit("c1", "u", { codes: ["unknown"] });
    expect(sent(play)).to.deep.equal(["c1: lost u by u"]);
  });

  it("again after its errors as often as it may be, and says which attempt it is", () => {
    const play = leading().submit("c1", "t", { retries: 2 }).hush();
    expect(sent(play.fail("w1", "t", "first"))).to.deep.equal(["w1: assign t#2 attempt 2"]);
    expect(sent(play.fail("w1", "t", "second"))).to.deep.equal(["w1: assign t#3 attempt 3"]);
    expect(sent(play.fail("w1", "t", "third"))).to.deep.equal(["c1: failed t third"]);
  });

  it("within its timeout, which its worker is told", () => {
    const play = leading().submit("c1", "t", { timeout: 50, retries: 1 });
    expect(sent(play)).to.deep.equal(["w1: assign t#1 within 50"]);
    expect(sent(play.fail("w1", "t"))).to.deep.equal(["w1: assign t#2 attempt 2 within 50"]);
  });

  it("with code that its worker does not have yet, once", () => {
    const play = leading();
    const code = (hash: string) => ["code", hash, payload(hash)] as const;
    play.from("c1", code("f"), code("g"), submit("t", { codes: ["f", "g"] }));
    expect(sent(play)).to.deep.equal(["w1: code f", "w1: code g", "w1: assign t#1"]);
    play.done("w1", "t").hush();
    play.submit("c1", "u", { codes: ["f"] });
    expect(sent(play)).to.deep.equal(["w1: assign u#2"]);
    play.worker("w2").submit("c1", "v", { codes: ["g"] });
    expect(sent(play)).to.deep.equal(["w2: code g", "w2: assign v#3"]);
  });

  it("gives its code away when neither a client nor a task has a use for it", () => {
    const play = leading();
    play.from("c1", ["code", "f", payload("f")]).from("c2", ["code", "f", payload("f")]);
    play.submit("c2", "t", { codes: ["f"] }).hush();
    play.from("c1", ["bye"]).hush();
    expect([...play.tables.codes.keys()]).to.deep.equal(["f"]);
    play
      .submit("c2", "u", { codes: ["f"] })
      .client("c3")
      .from("c3", ["hold", ["t"]])
      .hush();
    play.from("c2", ["bye"]).hush();
    expect([...play.tables.codes.keys()]).to.deep.equal(["f"]);
    play.done("w1", "t").hush();
    play.from("c3", ["release", ["t"], null]);
    expect([...play.tables.codes.keys()]).to.deep.equal([]);
  });
});
