import { expect } from "chai";
import { OUTSIDE } from "../../src/client/session/surroundings.ts";
import { Uses, type UsesSeams } from "../../src/client/session/uses.ts";
import { decodeValue, encodeValue } from "../../src/codec/value.ts";
import type { ToPrimitives, Use } from "../../src/protocol/coordination.ts";
import { ClosedError, TimeoutError } from "../../src/protocol/errors.ts";
import { SimulatedClock } from "../simulation/clock.ts";
import { failureOf } from "../support/failure.ts";

const wait: Use = ["event", "e", null, ["wait"]];
const get: Use = ["queue", "q", null, ["get", 1]];
const set: Use = ["event", "e", null, ["set"]];

describe("the uses of a client", () => {
  let clock: SimulatedClock;
  let said: ToPrimitives[];
  let uses: Uses;
  let acknowledged: string[];
  beforeEach(() => {
    acknowledged = [];
    clock = new SimulatedClock();
    said = [];
    const session: UsesSeams = {
      clock,
      address: "client.a",
      surroundings: OUTSIDE,
      results: { decode: decodeValue },
      line: { acknowledge: (from) => acknowledged.push(from) },
    };
    uses = new Uses(session, (message) => said.push(message));
  });

  /** What was said about what is over. */
  const settled = () => said.filter(([word]) => word === "settled");

  async function finish(first: number, last: number): Promise<void> {
    for (let number = first; number <= last; number++) {
      const done = uses.once(set, { what: "it" });
      uses.hear(number, ["done"]);
      await done;
    }
  }

  it("are said to be over once in a while, but for those that are open", async () => {
    void uses.once(wait, { what: "it" });
    await finish(2, 64);
    expect(settled()).to.deep.equal([]);
    await finish(65, 65);
    expect(settled()).to.deep.equal([["settled", 66, [1]]]);
    await finish(66, 70);
    uses.settle();
    uses.settle();
    expect(settled()).to.deep.equal([
      ["settled", 66, [1]],
      ["settled", 71, [1]],
    ]);
  });

  it("are said to be over no more often than as many are open", async () => {
    for (let number = 1; number <= 200; number++) void uses.once(wait, { what: "it" });
    await finish(201, 399);
    expect(settled()).to.deep.equal([]);
    await finish(400, 400);
    expect(settled()).to.have.lengthOf(1);
  });

  it("are asked again under their numbers, with the time that is left, and withdrawn again", () => {
    let withdraw = () => {};
    void uses.once(wait, { what: "it", timeout: 100 });
    const over = uses.once(set, { what: "it" });
    void uses.once(wait, { what: "it" }, (given) => {
      withdraw = given;
    });
    uses.hear(2, ["done"]);
    withdraw();
    clock.after(30, () => {});
    clock.step();
    said = [];
    uses.restart();
    expect(said).to.deep.equal([
      ["settled", 4, [1, 3]],
      ["use", 1, wait, 70],
      ["use", 3, wait, null],
      ["withdraw", 3, "event", "e"],
    ]);
    return over;
  });

  it("take items that come before they are withdrawn, and have that known soon", async () => {
    let withdraw = () => {};
    const taken = uses.once(get, { what: "it" }, (given) => {
      withdraw = given;
    });
    uses.hear(1, ["items", [[encodeValue("x"), []]]]);
    expect(acknowledged).to.deep.equal(["scheduler"]);
    withdraw();
    expect(await taken).to.deep.equal(["items", ["x"]]);
    expect(said).to.deep.equal([["use", 1, get, null]]);
  });

  it("take none once they are withdrawn, be they asked again, and end when they have expired", async () => {
    let withdraw = () => {};
    const ended = failureOf(
      uses.once(get, { what: "it" }, (given) => {
        withdraw = given;
      }),
    );
    withdraw();
    uses.hear(1, ["items", [[encodeValue("x"), ["key"]]]]);
    uses.restart();
    uses.hear(1, ["items", [[encodeValue("x"), ["key"]]]]);
    expect(acknowledged).to.deep.equal([]);
    expect(said).to.deep.equal([
      ["use", 1, get, null],
      ["withdraw", 1, "queue", "q"],
      ["settled", 2, [1]],
      ["use", 1, get, null],
      ["withdraw", 1, "queue", "q"],
    ]);
    uses.hear(1, ["expired"]);
    expect(await ended).to.be.instanceOf(TimeoutError);
  });

  it("are withdrawn when their client is closed, before it says that they are over", async () => {
    const ended = failureOf(uses.once(get, { what: "it" }));
    const reason = new ClosedError("It is closed.");
    uses.close(reason);
    expect(await ended).to.equal(reason);
    expect(said.slice(1)).to.deep.equal([
      ["withdraw", 1, "queue", "q"],
      ["settled", 2, []],
    ]);
  });
});
