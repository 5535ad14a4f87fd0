import { expect } from "chai";
import fc from "fast-check";
import { Retention } from "../../actors/worker/retention.ts";

/** With a limit of 100 bytes: above 60 some go to disk, above 80 nothing new is taken. */
const retention = (...sizes: readonly (readonly [key: string, size: number])[]): Retention => {
  const made = new Retention(100);
  for (const [key, size] of sizes) made.use(key, size);
  return made;
};

describe("what a worker keeps in memory", () => {
  it("is everything up to its target", () => {
    expect(retention(["a", 30], ["b", 30]).excess()).to.deep.equal([]);
  });

  it("is not what was used longest ago, above it", () => {
    const kept = retention(["a", 30], ["b", 30], ["c", 30]);
    expect(kept.excess()).to.deep.equal(["a"]);
    const used = retention(["a", 30], ["b", 30], ["c", 30]);
    used.use("a", 30);
    expect(used.excess()).to.deep.equal(["b"]);
  });

  it("is asked to leave once, and again when it could not", () => {
    const kept = retention(["a", 90]);
    expect(kept.excess()).to.deep.equal(["a"]);
    expect(kept.excess()).to.deep.equal([]);
    kept.stay("a");
    expect(kept.excess()).to.deep.equal(["a"]);
    kept.forget("a");
    expect([kept.bytes, kept.excess()]).to.deep.equal([0, []]);
  });

  it("is too much from 80 % of the limit until it is down to 60 %", () => {
    const kept = retention(["a", 30], ["b", 50]);
    expect(kept.full).to.equal(false);
    kept.use("c", 1);
    expect(kept.full).to.equal(true);
    kept.forget("c");
    expect(kept.full).to.equal(true);
    kept.forget("a");
    expect(kept.full).to.equal(false);
  });

  it("is, and is asked to leave, by exact numbers whatever happens", () => {
    const act = fc.tuple(fc.constantFrom("use", "forget", "stay", "excess"), fc.nat(5));
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const kept = new Retention(100);
        const present = new Set<string>();
        for (const [name, at] of acts) {
          const key = `k${at}`;
          if (name === "use") kept.use(key, 10 * at);
          if (name === "use") present.add(key);
          if (name === "forget") kept.forget(key);
          if (name === "forget") present.delete(key);
          if (name === "stay") kept.stay(key);
          if (name === "excess")
            for (const leaving of kept.excess()) expect(present.has(leaving)).to.equal(true);
        }
        expect(kept.bytes).to.equal([...present].reduce((sum, key) => sum + 10 * Number(key[1]), 0));
        for (const key of present) kept.stay(key);
        for (const key of kept.excess()) kept.forget(key);
        expect(kept.bytes).to.be.at.most(60);
      }),
    );
  });
});
