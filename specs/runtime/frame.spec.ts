import { expect } from "chai";
import fc from "fast-check";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { type Frame, HEADER_BYTES, layOut, readFrame } from "../../src/runtime/frame.ts";

const number = fc.nat(2 ** 32 - 1);
const frames: fc.Arbitrary<Frame> = fc.record({
  session: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  to: fc.maxSafeNat(),
  sequence: number,
  acknowledged: number,
  more: fc.boolean(),
  reset: fc.boolean(),
  asks: fc.boolean(),
  body: fc.uint8Array({ maxLength: 50 }),
});

describe("a frame", () => {
  it("is read as it was laid out", () => {
    fc.assert(fc.property(frames, (frame) => void expect(readFrame(layOut(frame))).to.deep.equal(frame)));
  });

  it("is read from the middle of a buffer, its body a view of it", () => {
    const [frame] = fc.sample(frames, 1) as [Frame];
    const bytes = layOut(frame);
    const buffer = new Uint8Array(bytes.byteLength + 10);
    buffer.set(bytes, 7);
    const read = readFrame(buffer.subarray(7, 7 + bytes.byteLength));
    expect(read).to.deep.equal(frame);
    expect(read.body.buffer).to.equal(buffer.buffer);
  });

  it("is nothing else than what it is read from: other bytes give a frame or a ProtocolError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(layOut(readFrame(bytes))).to.deep.equal(bytes);
        } catch (error) {
          expect(error).to.be.instanceOf(ProtocolError);
        }
      }),
    );
  });

  it("has a whole header, sessions that are whole numbers, and no unknown flags", () => {
    const bytes = layOut({
      session: 1,
      to: 1,
      sequence: 1,
      acknowledged: 1,
      more: true,
      reset: true,
      asks: true,
      body: new Uint8Array(),
    });
    expect(() => readFrame(bytes.subarray(0, HEADER_BYTES - 1))).to.throw(ProtocolError, /Shorter/);
    for (const session of [Number.NaN, 0.5, Number.POSITIVE_INFINITY, 0, -1]) {
      const wrong = bytes.slice();
      new DataView(wrong.buffer).setFloat64(0, session);
      expect(() => readFrame(wrong), String(session)).to.throw(ProtocolError, /Malformed/);
    }
    bytes[24] = 8;
    expect(() => readFrame(bytes)).to.throw(ProtocolError, /Malformed/);
  });
});
