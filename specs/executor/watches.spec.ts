import { expect } from "chai";
import { Watches } from "../../dist/src/executor/watches.js";

const bytes = (...values: number[]) => new Uint8Array(values);

/** Watches, and what watchers have heard since they were last asked. */
function office() {
  let heard: unknown[] = [];
  const tell =
    (kind: string) =>
    (caller: string, number: number, payload: Uint8Array): unknown =>
      heard.push([caller, number, kind, ...payload]);
  const watches = new Watches({ snapshot: tell("snapshot"), emitted: tell("emitted"), threw: tell("threw") });
  const take = () => {
    const taken = heard;
    heard = [];
    return taken;
  };
  return { watches, take };
}

describe("who watches machines", () => {
  it("hears the present snapshot first, then every other, in one order with what is emitted", () => {
    const { watches, take } = office();
    watches.snapshot("m", bytes(1), false);
    expect(watches.watch("ann", 1, "m")).to.equal(true);
    watches.snapshot("m", bytes(2), false);
    watches.watch("bob", 1, "m");
    watches.watch("ann", 2, "m");
    expect(take()).to.deep.equal([
      ["ann", 1, "snapshot", 1],
      ["ann", 1, "snapshot", 2],
      ["bob", 1, "snapshot", 2],
      ["ann", 2, "snapshot", 2],
    ]);
    watches.emitted("m", bytes(7));
    watches.snapshot("m", bytes(3), false);
    expect(take()).to.deep.equal([
      ["ann", 1, "emitted", 7],
      ["bob", 1, "emitted", 7],
      ["ann", 2, "emitted", 7],
      ["ann", 1, "snapshot", 3],
      ["bob", 1, "snapshot", 3],
      ["ann", 2, "snapshot", 3],
    ]);
  });

  it("hears no more when it does not want to, or is gone", () => {
    const { watches, take } = office();
    watches.snapshot("m", bytes(1), false);
    for (const number of [1, 2]) for (const caller of ["ann", "bob"]) watches.watch(caller, number, "m");
    watches.withdraw("ann", 1);
    watches.withdraw("ann", 1);
    watches.withdraw("eve", 1);
    watches.forsake("bob");
    watches.forsake("eve");
    take();
    watches.snapshot("m", bytes(2), false);
    expect(take()).to.deep.equal([["ann", 2, "snapshot", 2]]);
  });

  it("hears the last snapshot, also when it comes after the end, and nothing after it", () => {
    const { watches, take } = office();
    watches.snapshot("m", bytes(1), false);
    watches.watch("ann", 1, "m");
    watches.snapshot("m", bytes(2), true);
    watches.watch("bob", 1, "m");
    watches.emitted("m", bytes(3));
    expect(take().slice(1)).to.deep.equal([
      ["ann", 1, "snapshot", 2],
      ["bob", 1, "snapshot", 2],
    ]);
    expect(watches.ended("m")).to.equal(true);
    watches.end("m", () => bytes(9));
    expect(take()).to.deep.equal([]);
    expect([watches.ended("m"), watches.watch("ann", 2, "m")]).to.deep.equal([false, false]);
  });

  it("hears why a machine is no more, once", () => {
    const { watches, take } = office();
    watches.snapshot("m", bytes(1), false);
    watches.watch("ann", 1, "m");
    take();
    watches.end("m", () => bytes(9));
    watches.end("m", () => bytes(9));
    expect(take()).to.deep.equal([["ann", 1, "threw", 9]]);
    expect(watches.ended("m")).to.equal(false);
    expect(watches.watch("ann", 2, "m")).to.equal(false);
  });

  it("is told of no machine where there is none", () => {
    const { watches, take } = office();
    expect(watches.watch("ann", 1, "m")).to.equal(false);
    watches.emitted("m", bytes(1));
    expect(take()).to.deep.equal([]);
  });
});
