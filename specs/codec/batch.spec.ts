import { expect } from "chai";
import fc from "fast-check";
import { decodeBatch, encodeBatch } from "../../src/codec/batch.ts";
import { encodeValue } from "../../src/codec/value.ts";
import { ProtocolError, SerializationError } from "../../src/protocol/errors.ts";

const { field } = fc.letrec<{ field: unknown }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc.double().filter((number) => !Object.is(number, -0)),
    fc.string({ unit: "grapheme" }),
    fc.uint8Array(),
    fc.array(tie("field")),
  ),
}));

describe("a batch of messages", () => {
  it("comes back equal", () => {
    fc.assert(
      fc.property(fc.array(field), (messages) => {
        expect(decodeBatch(encodeBatch(messages))).to.deep.equal(messages);
      }),
      { numRuns: 500 },
    );
  });

  it("carries null where a field is undefined", () => {
    expect(decodeBatch(encodeBatch([["a", undefined]]))).to.deep.equal([["a", null]]);
  });

  it("owns its bytes", () => {
    const first = encodeBatch([["a", 1]]);
    const copy = first.slice();
    encodeBatch([["b", 2]]);
    expect(first).to.deep.equal(copy);
    expect(first.buffer.byteLength).to.equal(first.byteLength);
  });

  it("gives binary fields as views into its bytes, which it copies nowhere", () => {
    const bytes = encodeBatch([["done", new Uint8Array([1, 2, 3])]]);
    const [message] = decodeBatch(bytes) as [[string, Uint8Array]];
    expect(message[1].buffer).to.equal(bytes.buffer);
    expect(message[1]).to.deep.equal(new Uint8Array([1, 2, 3]));
  });

  it("carries values that are encoded already, and is none itself", () => {
    const [message] = decodeBatch(encodeBatch([["args", encodeValue(new Map([[1, new Date(0)]]))]])) as [
      [string, Uint8Array],
    ];
    expect(Buffer.from(message[1])).to.deep.equal(Buffer.from(encodeValue(new Map([[1, new Date(0)]]))));
  });

  it("has no objects, no extensions and nothing but an array around it", () => {
    expect(() => encodeBatch([["a", { b: 1 }]])).to.throw(SerializationError, /object/);
    expect(decodeBatch(encodeBatch(["next"]))).to.deep.equal(["next"]);
    expect(() => decodeBatch(encodeValue([{ a: 1 }]))).to.throw(ProtocolError, /map/);
    expect(() => decodeBatch(encodeValue([undefined]))).to.throw(ProtocolError, /extension/);
    expect(() => decodeBatch(encodeValue("text"))).to.throw(ProtocolError, /no array/);
    expect(() => decodeBatch(new Uint8Array(0))).to.throw(ProtocolError);
  });
});
