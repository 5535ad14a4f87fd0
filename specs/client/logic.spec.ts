import { expect } from "chai";
import { type AnyActorLogic, createMachine } from "xstate";
import { failureOf, thrownBy } from "../support/failure.ts";
import * as machines from "../support/machines.ts";
import { spawn } from "./afar.ts";

describe("other logic of XState's from afar", () => {
  it("may be of a promise", async () => {
    const { ref } = spawn(machines.doubled, { n: 4 });
    expect(ref.getSnapshot()).to.include({ status: "active", output: undefined });
    expect(await ref.output).to.equal(8);
    expect(ref.getSnapshot()).to.include({ status: "done", output: 8 });
    const failing = spawn(machines.rejected);
    expect(await failureOf(failing.ref.output)).to.have.property("message", "not today");
  });

  it("may be a transition function, an observable or a callback", () => {
    const sum = spawn(machines.summing);
    sum.ref.send({ type: "add", by: 4 });
    expect(sum.ref.getSnapshot().context).to.equal(4);
    const letters = spawn(machines.letters);
    expect(letters.ref.getSnapshot()).to.include({ status: "done", context: "b" });
    const echo = spawn(machines.echoing);
    const said: unknown[] = [];
    echo.ref.on("*", (event) => said.push(event));
    echo.ref.send({ type: "say", text: "hello" });
    expect(said).to.deep.equal([{ type: "said", text: "hello" }]);
  });
});

describe("what cannot be a machine", () => {
  const make = (logic: unknown) => thrownBy(() => spawn(logic as AnyActorLogic));

  it("is refused where the export is no logic", () => {
    expect(make(class {})).to.be.instanceOf(TypeError);
    expect(make(() => 1).message).to.match(
      /"logic" is no actor logic of XState's but of type function: submit/,
    );
    for (const value of [null, undefined, 1, {}, { transition: 1 }])
      expect(make(value).message).to.match(/no actor logic of XState's/);
  });

  it("is refused with what its logic throws before it has begun", () => {
    const fail = () => {
      throw new RangeError("not like this");
    };
    expect(make(createMachine({ context: fail }))).to.be.instanceOf(RangeError);
    expect(make(createMachine({ entry: fail }))).to.have.property("message", "not like this");
  });
});
