import { expect } from "chai";
import { Entry } from "../../src/client/session/entry.ts";

const OUTCOME = { kind: "inline", bytes: new Uint8Array() } as const;
const FAILURE = { kind: "error", error: new Error("It is gone.") } as const;

describe("a key as its client sees it", () => {
  it("is a failure where the next scheduler says so of a result, and who watches is told", () => {
    const entry = new Entry("k", null);
    entry.step("finished", OUTCOME);
    const seen: string[] = [];
    entry.observe({ show: (state) => seen.push(state) });
    entry.step("failed", FAILURE);
    expect(seen).to.deep.equal(["error"]);
    expect(entry.outcome).to.equal(FAILURE);
  });

  it("stays a failure whatever is said late of its result", () => {
    const entry = new Entry("k", null);
    entry.step("failed", FAILURE);
    entry.step("finished", OUTCOME);
    expect([entry.state, entry.outcome]).to.deep.equal(["error", FAILURE]);
  });
});
