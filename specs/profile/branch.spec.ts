import { expect } from "chai";
import fc from "fast-check";
import { Branch, type Frame } from "../../src/profile/branch.ts";
import { nodeOf, type ProfileNode } from "../../src/profile/profile.ts";
import { decodeSample, encodeSample } from "../../src/profile/wire.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";

const frame = (name: string): Frame => ({ name, url: `file:///${name}.js`, line: 1, column: 1 });

type Path = readonly [names: readonly string[], ms: number];

/** A tree of what was called how, with the time there. */
function tree(paths: readonly Path[]): Branch {
  const root = new Branch(frame("root"));
  for (const [names, ms] of paths) {
    const leaf = names.reduce((branch, name) => branch.child(frame(name)), root);
    leaf.self += ms;
  }
  return root;
}

const plain = ({ name, self, total, children }: ProfileNode): unknown[] => [
  name,
  self,
  total,
  ...children.map(plain),
];
const shape = (root: Branch) => plain(nodeOf(root));
const sum = (root: Branch) => nodeOf(root).total;

const paths: fc.Arbitrary<Path[]> = fc.array(
  fc.tuple(fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 6 }), fc.nat(1000)),
);

describe("a tree of called functions", () => {
  it("gives each function its own time, and that of all it called", () => {
    const root = tree([
      [["a"], 1],
      [["a", "b"], 2],
      [["a", "b", "a"], 3],
      [["c"], 10],
    ]);
    const deep = ["a", 1, 6, ["b", 2, 5, ["a", 3, 3]]];
    expect(shape(root)).to.deep.equal(["root", 0, 16, ["c", 10, 10], deep]);
  });

  it("is the same merged from parts in whatever order", () => {
    fc.assert(
      fc.property(paths, paths, (some, more) => {
        const one = tree(some);
        one.merge(tree(more));
        const other = tree(more);
        other.merge(tree(some));
        const times = (root: Branch) => [...root.totals().values()].sort((a, b) => a - b);
        expect(times(one))
          .to.deep.equal(times(other))
          .and.to.deep.equal(times(tree([...some, ...more])));
      }),
    );
  });

  it("keeps its time when it is pruned, and what took longest", () => {
    fc.assert(
      fc.property(paths, fc.integer({ min: 1, max: 10 }), (some, limit) => {
        const root = tree(some);
        const pruned = root.pruned(limit);
        expect(sum(pruned)).to.equal(sum(root));
        expect([...pruned.all()].filter(({ frame: { name } }) => name !== "(rest)")).to.have.lengthOf.at.most(
          limit,
        );
      }),
    );
    const root = tree([
      [["a", "b"], 5],
      [["a", "c"], 1],
      [["d"], 2],
    ]);
    expect(shape(root.pruned(3))).to.deep.equal([
      "root",
      0,
      8,
      ["a", 0, 6, ["b", 5, 5], ["(rest)", 1, 1]],
      ["(rest)", 2, 2],
    ]);
  });

  it("shows what happens inside of one function, whoever called it", () => {
    const root = tree([
      [["a", "x", "y"], 1],
      [["b", "c", "x", "y"], 2],
      [["b", "x", "x"], 4],
      [["c"], 8],
    ]);
    expect(shape(root.within("x"))).to.deep.equal(["root", 0, 7, ["x", 0, 7, ["x", 4, 4], ["y", 3, 3]]]);
    expect(shape(root.within("nobody"))).to.deep.equal(["root", 0, 0]);
  });

  it("does not mind how deep it is", () => {
    const deep = tree([[Array.from({ length: 4000 }, (_, i) => `f${i}`), 1]]);
    const { root } = decodeSample(encodeSample({ root: deep, threads: 1, flaw: "" }));
    root.merge(deep);
    expect(sum(root.pruned(3000))).to.equal(2);
  });
});

describe("what a worker has seen", () => {
  it("arrives as it was, while there is not too much of it", () => {
    fc.assert(
      fc.property(paths, fc.nat(10), fc.string(), (some, threads, flaw) => {
        const sample = decodeSample(encodeSample({ root: tree(some), threads, flaw: flaw.toWellFormed() }));
        expect(shape(sample.root)).to.deep.equal(shape(tree(some)));
        expect([sample.threads, sample.flaw]).to.deep.equal([threads, flaw.toWellFormed()]);
      }),
    );
  });

  it("is bounded", () => {
    const wide = tree(Array.from({ length: 30_000 }, (_, i) => [[`f${i}`], i] as const));
    const { root } = decodeSample(encodeSample({ root: wide, threads: 1, flaw: "" }));
    expect([...root.all()]).to.have.lengthOf(5001);
    expect(sum(root)).to.equal(sum(wide));
  });

  it("is refused where it is none", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeSample(bytes);
        } catch (error) {
          expect(error).to.be.instanceOf(ProtocolError);
        }
      }),
    );
  });
});
