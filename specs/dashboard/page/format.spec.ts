import { expect } from "chai";
import { clock, count, counted, rate } from "../../../src/dashboard/page/model/format.ts";

describe("Figures on the page", () => {
  it("are grouped by thousands", () => {
    expect([0, 999, 1000, 1_000_000].map(count)).to.eql(["0", "999", "1,000", "1,000,000"]);
  });

  it("agree with their nouns", () => {
    expect([counted(1, "worker"), counted(2, "worker"), counted(0, "worker")]).to.eql([
      "1 worker",
      "2 workers",
      "0 workers",
    ]);
  });

  it("are per second in few digits, and whole from a thousand on", () => {
    expect([0, 0.25, 84, 12_345].map(rate)).to.eql(["0/s", "0.25/s", "84/s", "12,345/s"]);
  });

  it("are times of day of where the page is looked at", () => {
    const at = new Date(2026, 4, 3, 9, 7, 5, 42).getTime();
    expect(clock(at)).to.equal("09:07:05");
    expect(clock(at, true)).to.equal("09:07:05.042");
  });
});
