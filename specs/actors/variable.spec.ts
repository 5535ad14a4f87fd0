import { expect } from "chai";
import { Desk, item } from "../support/desk.ts";

describe("the machine of a variable", () => {
  let variable: Desk;
  beforeEach(() => {
    variable = new Desk("variable");
  });

  it("gives the value that was set last, and waits for the first", () => {
    variable.use("a", ["get"]);
    variable.use("b", ["get"]);
    expect(variable.use("c", ["set", item("x")])).to.deep.equal(["c3: done", "a1: value x", "b2: value x"]);
    variable.use("c", ["set", item("y")]);
    expect(variable.use("a", ["get"], 0)).to.deep.equal(["a5: value y"]);
  });

  it("has none once it is deleted", () => {
    variable.use("a", ["set", item("x")]);
    expect(variable.use("a", ["delete"])).to.deep.equal(["a2: done"]);
    expect([variable.state, variable.blank]).to.deep.equal(["unset", true]);
    expect(variable.use("a", ["get"], 0)).to.deep.equal(["a3: expired"]);
    expect(variable.use("a", ["delete"])).to.deep.equal(["a4: done"]);
  });

  it("lets who ran out of time go, once", () => {
    expect(variable.use("a", ["get"], 5)).to.deep.equal(["a1 has 5 ms"]);
    expect(variable.expire("a", 1)).to.deep.equal(["a1: expired"]);
    expect(variable.use("b", ["set", item("x")])).to.deep.equal(["b2: done"]);
    expect(variable.expire("a", 1)).to.deep.equal([]);
  });

  it("tells who watches the present value, then every other, until they withdraw", () => {
    variable.use("a", ["watch"]);
    expect(variable.use("b", ["set", item("x")])).to.deep.equal(["b2: done", "a1: value x"]);
    expect(variable.use("c", ["watch"])).to.deep.equal(["c3: value x"]);
    expect(variable.use("b", ["set", item("y")])).to.deep.equal(["b4: done", "a1: value y", "c3: value y"]);
    expect(variable.expire("a", 1)).to.deep.equal(["a1: expired"]);
    variable.use("b", ["delete"]);
    expect(variable.blank).to.equal(false);
    expect(variable.use("b", ["set", item("z")])).to.deep.equal(["b6: done", "c3: value z"]);
    variable.part("c");
    expect(variable.use("b", ["set", item("w")])).to.deep.equal(["b7: done"]);
  });

  it("forgets the waits of who is gone, and waits for who is only silent", () => {
    variable.use("a", ["get"]);
    variable.use("b", ["get"]);
    variable.part("a");
    expect(variable.lapse("b")).to.deep.equal([]);
    expect(variable.use("c", ["set", item("x")])).to.deep.equal(["c3: done", "b2: value x"]);
  });

  it("pins the futures in its value while it has it, and while that is on its way to anybody", () => {
    variable.use("a", ["watch"]);
    expect(variable.use("b", ["set", item("x", "k")])).to.deep.equal([
      "pin 102: k",
      "b2: done",
      "a1: value x",
    ]);
    variable.use("c", ["get"]);
    expect(variable.use("b", ["set", item("y")])).to.deep.equal(["b4: done", "a1: value y"]);
    expect(variable.took("a", 1)).to.deep.equal([]);
    expect(variable.part("c")).to.deep.equal(["unpin 102"]);
    variable.use("b", ["set", item("z", "l")]);
    variable.took("a", 1);
    expect(variable.use("b", ["delete"])).to.deep.equal(["unpin 107", "b6: done"]);
  });
});
