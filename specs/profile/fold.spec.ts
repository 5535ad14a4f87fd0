import type { Profiler } from "node:inspector";
import { expect } from "chai";
import { Branch } from "../../src/profile/branch.ts";
import { cpuProfile } from "../../src/profile/cpuprofile.ts";
import { ALL, fold, type Places } from "../../src/profile/fold.ts";
import { nodeOf, type ProfileNode } from "../../src/profile/profile.ts";

/** Kinds by the first letters of a url: what follows is all that these specs need. */
const places: Places = {
  kind: (url) =>
    url.startsWith("own:") ? "troupe" : url === "" || url.startsWith("node:") ? "runtime" : "user",
  frame: ({ functionName, url, lineNumber, columnNumber }) => ({
    name: functionName || "(anonymous)",
    url,
    line: lineNumber + 1,
    column: columnNumber + 1,
  }),
};

type Call = readonly [name: string, url: string];

/** What V8 tells of stacks, each seen for so many ms. */
function profileOf(stacks: readonly (readonly [stack: readonly Call[], ms: number])[]): Profiler.Profile {
  const nodes: Profiler.ProfileNode[] = [];
  const make = ([functionName, url]: Call): Profiler.ProfileNode => {
    const callFrame = { functionName, url, scriptId: "1", lineNumber: 0, columnNumber: 0 };
    const node = { id: nodes.length + 1, callFrame, children: [] };
    nodes.push(node);
    return node;
  };
  const root = make(["(root)", ""]);
  const samples: number[] = [];
  const timeDeltas: number[] = [0];
  for (const [stack, ms] of stacks) {
    let node = root;
    for (const call of stack) {
      const known = nodes.find(
        ({ id, callFrame }) =>
          node.children?.includes(id) && callFrame.functionName === call[0] && callFrame.url === call[1],
      );
      const next = known ?? make(call);
      if (known === undefined) node.children?.push(next.id);
      node = next;
    }
    samples.push(node.id);
    timeDeltas.push(ms * 1000);
  }
  return { nodes, samples, timeDeltas, startTime: 0, endTime: 0 };
}

type Short = readonly [name: string, total: number, ...calls: Short[]];
const short = ({ name, total, children }: ProfileNode): Short => [name, total, ...children.map(short)];

function folded(...profiles: readonly Profiler.Profile[]): readonly unknown[] {
  const root = new Branch(ALL);
  for (const profile of profiles) fold(profile, root, places);
  return nodeOf(root).children.map(short);
}

const LEAD: readonly Call[] = [
  ["processTicksAndRejections", "node:internal/process/task_queues"],
  ["turn", "own:runner"],
  ["run", "node:async_hooks"],
  ["apply", "own:runner"],
];

describe("a profile of V8's", () => {
  it("begins with the user's function, whatever led there", () => {
    const profile = profileOf([
      [[...LEAD, ["parse", "file:///a.js"]], 2],
      [[...LEAD, ["parse", "file:///a.js"], ["readFileSync", "node:fs"]], 3],
      [[["parse", "file:///a.js"]], 4],
    ]);
    expect(folded(profile, profile)).to.deep.equal([["parse", 18, ["readFileSync", 6]]]);
  });

  it("names what was sent as source after its function, where something inside goes on by itself, too", () => {
    const profile = profileOf([
      [[...LEAD, ["", "troupe:square"]], 1],
      [[...LEAD, ["square", "troupe:square"], ["inner", "troupe:square"]], 2],
      [[["inner", "troupe:square"]], 4],
      [[...LEAD, ["increment", "troupe:Counter"]], 8],
    ]);
    expect(folded(profile)).to.deep.equal([
      ["Counter", 8, ["increment", 8]],
      ["square", 7, ["inner", 6]],
    ]);
  });

  it("shows troupe's own code as one, with what users have it call below", () => {
    const profile = profileOf([
      [LEAD, 1],
      [
        [
          ...LEAD,
          ["f", "file:///a.js"],
          ["submit", "own:client"],
          ["encode", "own:codec"],
          ["hash", "node:crypto"],
        ],
        2,
      ],
      [[...LEAD, ["f", "file:///a.js"], ["submit", "own:client"], ["each", ""], ["back", "file:///a.js"]], 4],
    ]);
    expect(folded(profile)).to.deep.equal([
      ["f", 6, ["(troupe)", 6, ["back", 4]]],
      ["(troupe)", 1],
    ]);
  });

  it("leaves out idleness, and has garbage collected on account of what ran before", () => {
    const profile = profileOf([
      [[["(idle)", ""]], 100],
      [[["(program)", ""]], 100],
      [[...LEAD, ["f", "file:///a.js"]], 1],
      [[["(garbage collector)", ""]], 2],
      [[["(garbage collector)", ""]], 2],
      [[...LEAD, ["f", "file:///a.js"]], 1],
      [[["(idle)", ""]], 100],
    ]);
    expect(folded(profile)).to.deep.equal([["f", 6, ["(garbage collector)", 4]]]);
  });

  it("is nothing where nothing was sampled", () => {
    expect(folded({ nodes: [], startTime: 0, endTime: 0 })).to.deep.equal([]);
  });
});

describe("a profile as a .cpuprofile", () => {
  it("has each function's own time from its sample to the next", () => {
    const root = new Branch(ALL);
    const outer = root.child({ name: "outer", url: "file:///a.js", line: 3, column: 1 });
    outer.self = 2;
    outer.child({ name: "inner", url: "file:///a.js", line: 1, column: 5 }).self = 5;
    const facts = { began: 1000, ms: 10, interval: 1000, workers: ["w"], threads: 1, missing: [] };
    const { nodes, samples, timeDeltas, startTime, endTime } = cpuProfile({ root: nodeOf(root), ...facts });
    expect(nodes.map(({ callFrame }) => [callFrame.functionName, callFrame.lineNumber])).to.deep.equal([
      ["(root)", -1],
      ["outer", 2],
      ["inner", 0],
    ]);
    expect(nodes.map(({ hitCount, children }) => [hitCount, children])).to.deep.equal([
      [0, [2]],
      [2, [3]],
      [5, []],
    ]);
    expect([samples, timeDeltas, startTime, endTime]).to.deep.equal([
      [1, 2, 3],
      [0, 0, 2000],
      1_000_000,
      1_007_000,
    ]);
  });
});
