import { expect } from "chai";
import { Play } from "../support/play.ts";
import { held, run, small } from "../support/testimony.ts";
import { done, payload, submit } from "../support/words.ts";

/** A scheduler that takes over, and what workers testify to it. */
const takingOver = (...testimonies: readonly Parameters<Play["returning"]>[1][]): Play =>
  Play.leading().prepare((play) => {
    for (const [i, testimony] of testimonies.entries()) play.returning(`w${i + 1}`, testimony);
  });

/** These are back, and all are. */
const back = (play: Play, ...clients: readonly Parameters<Play["from"]>[1][][]): Play => {
  play.prepare(() => {
    for (const [i, words] of clients.entries()) play.back(`c${i + 1}`, ["w1"], ...words);
  });
  return play.tell({ type: "recovered" });
};

describe("a small result that the former scheduler knew", () => {
  it("is had from its worker, with what waits for it, and is not computed again", () => {
    const play = takingOver({ results: [small("t", 7, "v")] });
    back(play, [submit("t"), submit("u", { dependencies: ["t"] })]);
    expect(play.look()).to.have.members([
      ...["c1: finished t=v", "c1: pending u", "c1: workers w1", "w1: assign u#1 t=v"],
    ]);
  });

  it("gives way to a later run of its key that goes on, or that failed", () => {
    const play = takingOver({ runs: [run("t", 9)], results: [small("t", 7, "old")] });
    back(play, [submit("t")]);
    expect(play.look()).to.deep.equal(["c1: pending t", "c1: workers w1"]);
    expect(play.from("w1", done("t", 9, "new")).look()).to.deep.equal(["c1: finished t=new"]);
  });

  it("takes the place of an earlier run of its key, which ends", () => {
    const play = takingOver({ runs: [run("t", 7)] }, { results: [small("t", 9, "v")] });
    back(play, [submit("t")]);
    expect(play.look()).to.have.members(["w1: abort t#7", "c1: finished t=v", "c1: workers w1+w2"]);
  });
});

describe("what workers have of a key that a user gave, when another scheduler takes over", () => {
  it("is taken for the same life of the key, whatever it is", () => {
    const play = takingOver({
      runs: [run("r", 7, false, false, "l")],
      results: [small("s", 8, "v", "l"), held("h", 9, 9999, [], "l")],
    });
    back(
      play,
      ["r", "s", "h"].map((key) => submit(key, { life: "l" })),
    );
    expect(play.look()).to.have.members([
      ...["c1: pending r", "c1: finished s=v", "c1: finished h@w1", "c1: workers w1"],
    ]);
    expect(play.from("w1", done("r", 7, "v")).look()).to.deep.equal(["c1: finished r=v"]);
  });

  it("is let go of where it is of another life, or of none", () => {
    for (const [theirs, ours] of [
      ["l", "m"],
      ["l", null],
      [null, "m"],
    ] as const) {
      const play = takingOver({
        threads: 3,
        runs: [run("r", 7, false, false, theirs)],
        results: [small("s", 8, "v", theirs), held("h", 9, 9999, [], theirs)],
      });
      back(
        play,
        ["r", "s", "h"].map((key) => submit(key, { life: ours })),
      );
      expect(play.look()).to.have.members([
        ...["w1: abort r#7", "w1: drop h"],
        ...["c1: pending r", "c1: pending s", "c1: pending h", "c1: workers w1"],
        ...["w1: assign r#1", "w1: assign s#2", "w1: assign h#3"],
      ]);
    }
  });

  it("is no copy of another life's result, however alike they are", () => {
    const play = takingOver(
      { results: [held("h", 9, 9999, [], "l")] },
      { results: [held("h", 0, 9999, [], "m")] },
      { results: [held("h", 0, 9999, [], "l")] },
    );
    back(play, [submit("h", { life: "l" })]);
    expect(play.look()).to.have.members(["w2: drop h", "c1: finished h@w1", "c1: workers w1+w2+w3"]);
    expect(play.row("h").replicas.map(({ name }) => name)).to.deep.equal(["w1", "w3"]);
  });

  it("is that of whoever came first where several clients want the key, in whatever order they are back", () => {
    for (const lives of [
      ["l", "m"],
      ["m", "l"],
    ]) {
      const play = takingOver({ runs: [run("t", 7, false, false, "l")] });
      back(play, ...lives.map((life) => [submit("t", { life })]));
      expect(play.look()).to.have.members([
        "c1: pending t",
        "c2: pending t",
        "c1: workers w1",
        "c2: workers w1",
      ]);
      expect(play.row("t").life).to.equal("l");
    }
  });

  it("is computed again where he is gone who came first", () => {
    const play = takingOver({ runs: [run("t", 7, false, false, "l")] });
    back(play, [submit("t", { life: "m" })]);
    expect(play.look()).to.deep.equal(["w1: abort t#7", "c1: pending t", "c1: workers w1", "w1: assign t#1"]);
  });

  it("is taken by who knows the key by name alone, and stays of its life when somebody submits it", () => {
    const play = takingOver({ results: [held("h", 9, 9999, [], "l")] });
    back(play, [["hold", ["h"]]]);
    expect(play.look()).to.deep.equal(["c1: finished h@w1", "c1: workers w1"]);
    play.prepare(() => play.client("c2").from("c2", submit("h", { life: "m" })));
    expect(play.row("h").life).to.equal("l");
  });

  it("goes on to those who get a copy of it", () => {
    const play = Play.leading().prepare((play) => play.client("c1").worker("w1").worker("w2"));
    play.prepare(() => play.submit("c1", "h", { life: "l", workers: ["w1"] }).done("w1", "h", 9999));
    play.prepare(() => play.submit("c1", "t", { dependencies: ["h"], workers: ["w2"] }));
    const dependencies = play.effects.flatMap((effect) =>
      effect.type === "send" && effect.message[0] === "assign" ? effect.message[5] : [],
    );
    expect(dependencies).to.deep.equal([["h", 9999, null, ["worker.w1"], "l"]]);
  });

  it("is a failure, too, for the same life", () => {
    const failed = ["failed", "t", 7, payload("e")] as const;
    const play = takingOver({ runs: [run("t", 7, false, false, "l")], words: [failed] });
    back(play, [submit("t", { life: "l" })]);
    expect(play.look()).to.have.members(["c1: failed t e", "c1: workers w1"]);
  });
});
