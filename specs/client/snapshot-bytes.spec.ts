import { expect } from "chai";
import { RemoteMachine } from "../../src/client/actors/remote-machine.ts";
import { encodeBatch } from "../../src/codec/batch.ts";
import { decodeValue, encodeValue } from "../../src/codec/value.ts";
import { thrownBy } from "../support/failure.ts";

describe("bytes that are no snapshot", () => {
  it("are refused", () => {
    const remote = new RemoteMachine("m-1", decodeValue, () => {});
    const nothing = encodeValue(undefined);
    const broken: readonly (readonly unknown[])[] = [
      [],
      ["asleep", null, null, null, null],
      ["active", 1, null, null, null],
      ["active", null, [1, nothing], null, null],
      ["active", null, null, [true], null],
      ["active", null, null, null, "error"],
      ["active", null, null, null, null, null],
    ];
    for (const fields of broken)
      expect(thrownBy(() => remote.hear(encodeBatch(fields)))).to.have.property("code", "PROTOCOL");
    expect(remote.here).to.equal(false);
    remote.hear(encodeBatch(["active", null, null, null, null]));
    expect(remote.here).to.equal(true);
  });
});
