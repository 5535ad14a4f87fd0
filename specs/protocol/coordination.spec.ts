import { expect } from "chai";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { checkToClient, checkToScheduler } from "../../src/protocol/shapes.ts";

const item = [new Uint8Array([1]), ["key"]];

describe("the protocol of primitives", () => {
  it("has a shape for every use", () => {
    const uses = [
      ["queue", "q", null, ["put", item]],
      ["queue", "q", 0, ["get", null]],
      ["queue", "q", 5, ["get", 3]],
      ["queue", "q", 5, ["size"]],
      ["lock", "l", null, ["acquire"]],
      ["lock", "l", null, ["release", 7]],
      ["semaphore", "s", 2, ["acquire"]],
      ["event", "e", null, ["wait"]],
      ["variable", "v", null, ["set", item]],
      ["variable", "v", null, ["watch"]],
      ["multiLock", "m", null, ["acquire", ["a", "b"]]],
      ["multiLock", "m", null, ["release", 7]],
    ];
    for (const use of uses) {
      expect(checkToScheduler(["use", 1, use, null])).to.deep.equal(["use", 1, use, null]);
      expect(checkToScheduler(["use", 1, use, 50])).to.deep.equal(["use", 1, use, 50]);
    }
    expect(checkToScheduler(["withdraw", 1, "queue", "q"])).to.have.lengthOf(4);
  });

  it("refuses what is none", () => {
    const wrong = [
      "queue",
      ["queue", "q", null],
      ["queue", "q", -1, ["size"]],
      ["queue", "q", 1.5, ["size"]],
      ["queue", "q", null, ["get", 0]],
      ["queue", "q", null, ["get", Number.POSITIVE_INFINITY]],
      ["queue", "q", null, ["put", "item"]],
      ["queue", "q", null, ["put", [new Uint8Array(), "key"]]],
      ["queue", "q", null, ["acquire"]],
      ["lock", "l", 1, ["acquire"]],
      ["lock", "l", null, ["release", -1]],
      ["lock", 7, null, ["acquire"]],
      ["semaphore", "s", 0, ["acquire"]],
      ["multiLock", "m", null, ["acquire", "a"]],
      ["bag", "b", null, ["put", item]],
      ["__proto__", "b", null, ["put", item]],
    ];
    for (const use of wrong)
      expect(() => checkToScheduler(["use", 1, use, null]), JSON.stringify(use)).to.throw(ProtocolError);
    expect(() => checkToScheduler(["use", 1, ["queue", "q", null, ["size"]], -1])).to.throw(ProtocolError);
    expect(() => checkToScheduler(["took", 1, "bag", "q"])).to.throw(ProtocolError);
  });

  it("has a shape for every reply, and refuses what is none", () => {
    const replies = [
      ["done"],
      ["granted", 1],
      ["items", [item]],
      ["size", 0],
      ["flag", true],
      ["value", item],
      ["expired"],
      ["lapsed"],
      ["declined", "TROUPE", "why"],
      ["primitives", [["lock", "l", "held", 1, [null, null, ["client.a"], ["client.b"]]]]],
    ];
    for (const reply of replies) expect(checkToClient(["used", 1, reply])).to.deep.equal(["used", 1, reply]);
    for (const reply of [
      ["done", 1],
      ["granted", "1"],
      ["items", item],
      ["flag", 1],
      ["primitives", [["bag"]]],
      ["primitives", [["lock", "l", "held", 1, [null, -1, [], []]]]],
    ])
      expect(() => checkToClient(["used", 1, reply]), JSON.stringify(reply)).to.throw(ProtocolError);
  });
});
