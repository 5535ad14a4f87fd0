import { expect } from "chai";
import { encodeBatch } from "../../src/codec/batch.ts";
import { readFrame } from "../../src/runtime/frame.ts";
import { bytes, frame, WINDOW_BYTES, Wire, word } from "../support/wire.ts";

describe("the bounds of a link", () => {
  it("cuts what is larger than the bus can carry", () => {
    const wire = new Wire([], 1000);
    wire.a.link.send(bytes(5000));
    wire.a.link.flush();
    expect(wire.a.frames.map((bytes) => readFrame(bytes).more)).to.deep.equal([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    wire.settle();
    expect(wire.b.heard).to.deep.equal([bytes(5000)]);
  });

  it("carries any number of large messages said in one turn", () => {
    const wire = new Wire([], 8 << 20);
    const large = new Uint8Array(4 << 20);
    for (let i = 0; i < 40; i++) wire.a.link.send(["fulfil", String(i), large, []]);
    wire.a.link.flush();
    wire.settle();
    expect(wire.b.garbage).to.deep.equal([]);
    expect(wire.b.heard.map(([, hash]) => hash)).to.deep.equal(
      Array.from({ length: 40 }, (_, i) => String(i)),
    );
  });

  it("has only so much under way, and says when there is room again", async () => {
    const wire = new Wire();
    for (let i = 0; i < 20; i++) {
      wire.a.link.send(bytes(1 << 19));
      wire.a.link.flush();
    }
    const underWay = wire.a.frames.reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(underWay).to.be.within(WINDOW_BYTES, WINDOW_BYTES + (1 << 20));
    expect(wire.a.link.congested).to.equal(true);
    let room = false;
    const waiting = wire.a.link.room().then(() => {
      room = true;
    });
    await Promise.resolve();
    expect(room).to.equal(false);
    wire.settle();
    await waiting;
    expect(wire.b.heard).to.have.length(20);
    expect(wire.a.link.congested).to.equal(false);
  });

  it("refuses a body that is too large, keeps none of it, and goes on", () => {
    const wire = new Wire();
    const part = new Uint8Array(32 << 20);
    for (let i = 1; i <= 5; i++) wire.a.link.receive(frame(i, part, true));
    wire.a.link.receive(frame(6, part));
    wire.a.link.receive(frame(7, encodeBatch([word("next")])));
    expect(wire.a.garbage.map(({ message }) => message)).to.match(
      /^A message of 201326592 bytes; \d+ are allowed/,
    );
    expect(wire.a.heard).to.deep.equal([word("next")]);
  });

  it("refuses a body in endless parts without content, too", () => {
    const wire = new Wire();
    const nothing = new Uint8Array(0);
    const parts = 1 + (128 << 20) / 1024;
    for (let i = 1; i <= parts; i++) wire.a.link.receive(frame(i, nothing, true));
    wire.a.link.receive(frame(parts + 1, encodeBatch([word("last")])));
    wire.a.link.receive(frame(parts + 2, encodeBatch([word("next")])));
    expect(wire.a.garbage.map(({ message }) => message)).to.match(/in parts of 1024 or more/);
    expect(wire.a.heard).to.deep.equal([word("next")]);
  });
});
