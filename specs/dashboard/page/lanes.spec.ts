import { expect } from "chai";
import type { SpanView } from "../../../src/client/observer/views.ts";
import { Lanes, sharesOf, spanAt } from "../../../src/dashboard/page/model/lanes.ts";

function span(worker: string, lane: string, began: number, rest: Partial<SpanView> = {}): SpanView {
  const common = {
    kind: "task",
    name: "add",
    key: `add-${began}`,
    ms: 10,
    outcome: "done",
    bytes: 0,
  } as const;
  return { ...common, worker, lane, began, ...rest };
}

describe("Lanes of the task stream", () => {
  it("are ordered by worker and thread, the network last", () => {
    const lanes = new Lanes();
    lanes.add([span("w10", "0", 1), span("w2", "net", 2), span("w2", "10", 3), span("w2", "9", 4)]);
    expect(lanes.all.map(({ worker, lane }) => `${worker} ${lane}`)).to.eql([
      "w2 9",
      "w2 10",
      "w2 net",
      "w10 0",
    ]);
  });

  it("keep the last spans alone, count the others, and forget a lane that is empty", () => {
    const lanes = new Lanes(10);
    lanes.add([span("gone", "0", 0)]);
    for (let at = 1; at <= 30; at++) lanes.add([span("w", "0", at)]);
    expect(lanes.size).to.be.within(10, 11);
    expect(lanes.dropped + lanes.size).to.equal(31);
    expect(lanes.all.map(({ worker }) => worker)).to.eql(["w"]);
    expect(lanes.all[0]?.spans.at(-1)?.began).to.equal(30);
    expect(lanes.latest).to.equal(40);
  });

  it("show what is at an instant: the innermost of what overlaps", () => {
    const lanes = new Lanes();
    lanes.add([span("w", "0", 100, { ms: 100 }), span("w", "0", 150, { ms: 10, key: "inner" })]);
    const [lane] = lanes.all;
    if (lane === undefined) throw new Error("There is no lane.");
    expect(spanAt(lane, 155, 0)?.key).to.equal("inner");
    expect(spanAt(lane, 190, 0)?.key).to.equal("add-100");
    expect(spanAt(lane, 205, 0)).to.equal(undefined);
    expect(spanAt(lane, 205, 10)?.key).to.equal("add-100");
  });

  it("are gone through in the order of time, whatever the lane", () => {
    const lanes = new Lanes();
    lanes.add([span("b", "0", 1), span("a", "0", 2), span("b", "0", 3)]);
    const last = lanes.beside(null, -1);
    expect(last).to.deep.include({ lane: 1 }).and.have.nested.property("span.began", 3);
    const before = lanes.beside(last?.span ?? null, -1);
    expect(before).to.deep.include({ lane: 0 }).and.have.nested.property("span.began", 2);
    expect(lanes.beside(last?.span ?? null, 1)).to.eql(last);
    expect(new Lanes().beside(null, 1)).to.equal(undefined);
  });

  it("are summed up by function, all transfers in one", () => {
    const lanes = new Lanes();
    lanes.add([
      span("w", "0", 0, { ms: 30, outcome: "failed" }),
      span("w", "1", 0, { ms: 20 }),
      span("w", "net", 0, { kind: "transfer", name: "a", ms: 5 }),
      span("w", "net", 0, { kind: "transfer", name: "b", ms: 5 }),
      span("w", "2", 0, { kind: "call", name: "add", ms: 15 }),
    ]);
    expect(sharesOf(lanes.all)).to.eql([
      { name: "add", kind: "task", count: 2, failed: 1, ms: 50 },
      { name: "add", kind: "call", count: 1, failed: 0, ms: 15 },
      { name: "transfers", kind: "transfer", count: 2, failed: 0, ms: 10 },
    ]);
  });
});
