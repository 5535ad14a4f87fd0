import { expect } from "chai";
import { pageOf } from "../../../src/client/observer/report-file.ts";
import { layOut, matchedTime, sumsOf } from "../../../src/dashboard/report/flame.ts";
import { movesOf } from "../../../src/dashboard/report/moves.ts";
import { placeOf } from "../../../src/dashboard/report/place.ts";
import type { ProfileNode } from "../../../src/profile/profile.ts";

function node(name: string, self: number, ...children: ProfileNode[]): ProfileNode {
  const total = children.reduce((sum, child) => sum + child.total, self);
  return { name, url: `file:///${name}.js`, line: 1, column: 1, self, total, children };
}

const boxes = (root: ProfileNode, shown = root) =>
  layOut(root, shown).map((box) => [box.node.name, box.depth, box.from, box.share]);

describe("a flame graph", () => {
  const inner = node("inner", 1);
  const outer = node("outer", 1, inner, node("other", 2));
  const root = node("all", 0, outer, node("beside", 4));

  it("gives each function its share of its caller, from left to right", () => {
    expect(boxes(root)).to.deep.equal([
      ["all", 0, 0, 1],
      ["outer", 1, 0, 0.5],
      ["beside", 1, 0.5, 0.5],
      ["inner", 2, 0, 0.125],
      ["other", 2, 0.125, 0.25],
    ]);
  });

  it("fills the width with one function, and those that led to it", () => {
    expect(boxes(root, outer)).to.deep.equal([
      ["all", 0, 0, 1],
      ["outer", 1, 0, 1],
      ["inner", 2, 0, 0.25],
      ["other", 2, 0.25, 0.5],
    ]);
  });

  it("leaves out what nobody could see", () => {
    const crowd = Array.from({ length: 5000 }, (_, i) => node(`f${i}`, 1));
    expect(boxes(node("all", 0, node("long", 5000), ...crowd))).to.have.lengthOf(2);
  });
});

describe("the sums of a profile", () => {
  it("count a function once where it called itself", () => {
    const root = node("all", 0, node("f", 1, node("g", 2, node("f", 4))), node("g", 8));
    const sums = sumsOf(root).map((sum) => [sum.node.name, sum.self, sum.total]);
    expect(sums).to.deep.equal([
      ["g", 10, 14],
      ["f", 5, 7],
    ]);
    expect(matchedTime(root, "F")).to.equal(7);
    expect(matchedTime(root, "g.js")).to.equal(14);
    expect(matchedTime(root, "x")).to.equal(0);
  });
});

describe("the place of a function", () => {
  const base = "file:///home/ann/work/";
  const place = (url: string, line = 3) => placeOf({ url, line }, base);

  it("is what a reader knows", () => {
    expect(place("file:///home/ann/work/src/a.ts")).to.equal("src/a.ts:3");
    expect(place("file:///home/bob/a%20b.ts")).to.equal("/home/bob/a b.ts:3");
    expect(place("file:///home/ann/work/node_modules/marked/lib/marked.js")).to.equal(
      "marked/lib/marked.js:3",
    );
    expect(place("module:0123/tasks.js")).to.equal("tasks.js:3");
    expect(place("node:fs", 0)).to.equal("node:fs");
    expect(place("troupe:square")).to.equal("sent as source");
    expect(place("")).to.equal("");
  });
});

describe("a written page", () => {
  it("has its data where the template has none, whatever they contain", () => {
    const evil = "</script><!--<script>$&$1`\u2028";
    const profile = {
      root: node(evil, 1),
      began: 0,
      ms: 1,
      interval: 1000,
      workers: [evil],
      threads: 1,
      missing: [],
    };
    const data = { title: evil, base: "file:///", profile, stretch: null };
    const [before, after] = ["<p>before</p>", "<p>after</p>"];
    const place = '<script type="application/json" id="report">';
    const page = pageOf(`${before}${place}null</script>${after}`, data);
    expect(page.startsWith(before + place)).to.equal(true);
    expect(page.endsWith(`</script>${after}`)).to.equal(true);
    const json = page.slice(before.length + place.length, -`</script>${after}`.length);
    expect(json).not.to.include("<");
    expect(JSON.parse(json)).to.deep.equal(data);
  });
});

describe("the bytes moved", () => {
  it("are summed from worker to worker, but for what did not arrive", () => {
    const span = { lane: "net", key: "k", began: 0, ms: 2, kind: "transfer", outcome: "done" } as const;
    const moves = movesOf([
      { ...span, name: "a", worker: "b", bytes: 10 },
      { ...span, name: "a", worker: "b", bytes: 20 },
      { ...span, name: "b", worker: "a", bytes: 40 },
      { ...span, name: "b", worker: "a", bytes: 80, outcome: "failed" },
      { ...span, name: "f", worker: "a", bytes: 160, kind: "task" },
    ]);
    expect(moves).to.deep.equal([
      { from: "b", to: "a", count: 1, bytes: 40, ms: 2 },
      { from: "a", to: "b", count: 2, bytes: 30, ms: 4 },
    ]);
  });
});
