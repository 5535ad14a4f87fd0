import { expect } from "chai";
import { type Sortable, sorted } from "../../../src/dashboard/page/model/sorting.ts";

const order = (values: readonly Sortable[], direction: "ascending" | "descending") =>
  sorted(values, (value) => value, direction);

describe("Rows of a table", () => {
  it("are sorted by names as people count", () => {
    expect(order(["w10", "w2", "w1"], "ascending")).to.eql(["w1", "w2", "w10"]);
    expect(order(["w10", "w2", "w1"], "descending")).to.eql(["w10", "w2", "w1"]);
  });

  it("are sorted by figures", () => {
    expect(order([10, 9, 100], "ascending")).to.eql([9, 10, 100]);
  });

  it("have what is unknown last in both directions", () => {
    expect(order([null, 2, 1], "ascending")).to.eql([1, 2, null]);
    expect(order([null, 2, 1], "descending")).to.eql([2, 1, null]);
  });

  it("keep their order where they are equal", () => {
    const rows = [{ id: "a" }, { id: "b" }, { id: "c" }];
    for (const direction of ["ascending", "descending"] as const) {
      expect(sorted(rows, () => 1, direction)).to.eql(rows);
    }
  });
});
