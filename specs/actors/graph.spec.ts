import { expect } from "chai";
import { Play } from "../support/play.ts";
import { see } from "../support/see.ts";

const hex = (n: number): string => n.toString(16).padStart(32, "0");

const lead = (): Play => Play.leading().client("c1", "c9");

describe("the graph, as one sees it who looks on", () => {
  /** What hangs on what, by name. */
  const arrows = (play: Play): string[] => {
    const [, nodes, edges] = see(play, "graph")[2];
    return edges.map(([from, to]) => `${nodes[from]?.[0]} > ${nodes[to]?.[0]}`);
  };

  it("has every task that is under way, and what it needs, while they are few", () => {
    const play = lead().worker("w1");
    play.prepare(() => {
      play.submit("c1", "a").done("w1", "a").submit("c1", "old");
      play.submit("c1", "b", { dependencies: ["a"] }).submit("c1", "c", { dependencies: ["a", "b"] });
      play
        .submit("c1", "d", { dependencies: ["c"] })
        .done("w1", "old")
        .say("w1", "running", "b");
    });
    const [grouped, nodes, , truncated] = see(play, "graph")[2];
    expect([grouped, truncated]).to.deep.equal([false, false]);
    expect(nodes.map(([id, name, counts]) => [id, name, counts.indexOf(1)])).to.have.deep.members([
      ["a", "a", 2],
      ["b", "b", 1],
      ["c", "c", 0],
      ["d", "d", 0],
    ]);
    expect(arrows(play)).to.have.members(["a > b", "a > c", "b > c", "c > d"]);
  });

  it("has a node for each function where they are many", () => {
    const play = lead().worker("w1");
    play.prepare(() => {
      play.submit("c1", `load-${hex(0)}`).done("w1", `load-${hex(0)}`);
      for (let i = 0; i < 200; i++) {
        play.submit("c1", `clean-${hex(i)}`, { dependencies: [`load-${hex(0)}`] });
        play.submit("c1", `train-${hex(i)}`, { dependencies: [`clean-${hex(i)}`, `load-${hex(0)}`] });
      }
      play.submit("c1", `vote-${hex(0)}`, { dependencies: [`train-${hex(7)}`] });
    });
    const [grouped, nodes, , truncated] = see(play, "graph")[2];
    expect([grouped, truncated]).to.deep.equal([true, false]);
    expect(nodes).to.have.deep.members([
      ["clean", "clean", [200, 0, 0, 0, 0]],
      ["train", "train", [200, 0, 0, 0, 0]],
      ["load", "load", [0, 0, 1, 0, 0]],
      ["vote", "vote", [1, 0, 0, 0, 0]],
    ]);
    expect(arrows(play)).to.include.members(["load > clean", "clean > train", "load > train"]);
    expect(arrows(play)).to.not.include("train > clean");
  });

  it("says that there is more than it shows", () => {
    const play = lead();
    play.prepare(() => {
      for (let i = 0; i < 400; i++) play.submit("c1", `k${i}`);
    });
    const [, nodes, , truncated] = see(play, "graph")[2];
    expect([nodes.length, truncated]).to.deep.equal([100, true]);
  });
});
