import { expect } from "chai";
import { hrefOf, isKey, routeOf, TABS, tabOf } from "../../../src/dashboard/page/model/route.ts";

describe("An address of the page", () => {
  it("leads to each tab and back", () => {
    for (const [view] of TABS) expect(routeOf(hrefOf(view))).to.eql({ view });
  });

  it("leads to a task or actor of any key", () => {
    for (const key of ["add-00ff", "a/b", "50%", "#?&", "<b>"]) {
      for (const view of ["task", "actor"] as const) expect(routeOf(hrefOf(view, key))).to.eql({ view, key });
    }
  });

  it("shows Now where it means nothing", () => {
    for (const hash of ["", "#", "#/", "#/nowhere", "#/task/", "#now"])
      expect(routeOf(hash)).to.eql({ view: "now" });
  });

  it("takes a key that somebody mistyped as it stands", () => {
    expect(routeOf("#/task/50%")).to.eql({ view: "task", key: "50%" });
  });

  it("belongs to a tab", () => {
    expect(tabOf({ view: "actor", key: "a" })).to.equal("actors");
    expect(tabOf({ view: "task", key: "a" })).to.equal("graph");
    expect(tabOf({ view: "system" })).to.equal("system");
  });

  it("names a key only where there can be one", () => {
    expect([isKey("add-1"), isKey("a b"), isKey("")]).to.eql([true, false, false]);
  });
});
