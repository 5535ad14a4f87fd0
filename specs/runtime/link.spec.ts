import { expect } from "chai";
import fc from "fast-check";
import { encodeBatch } from "../../src/codec/batch.ts";
import type { ToScheduler } from "../../src/protocol/messages.ts";
import { HEADER_BYTES, layOutNote, readFrame } from "../../src/runtime/frame.ts";
import { bytes, type Fate, frame, WINDOW_BYTES, Wire, word } from "../support/wire.ts";

/** How a bad network treats a frame: loses it, delivers it late, twice, or as it should. */
const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.constant([]),
  fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 3 }),
  fc.constant([1]),
);

/** What is said, by whom, and after how many ms. */
const speech = fc.record({ byA: fc.boolean(), size: fc.nat(400), pause: fc.constantFrom(0, 0, 5, 400) });

describe("a link", () => {
  it("delivers everything once and in order over a network that loses, repeats and reorders", () => {
    fc.assert(
      fc.property(
        fc.array(speech, { maxLength: 30 }),
        fc.array(fate, { maxLength: 60 }),
        fc.constantFrom(HEADER_BYTES + 1, 60, 1000),
        (speeches, fates, maxPayload) => {
          const wire = new Wire(fates, maxPayload);
          const said = { a: [] as ToScheduler[], b: [] as ToScheduler[] };
          let at = 0;
          for (const { byA, size, pause } of speeches) {
            at += pause;
            wire.clock.after(at, () => {
              const [link, words] = byA ? [wire.a.link, said.a] : [wire.b.link, said.b];
              words.push(bytes(size));
              link.send(bytes(size));
              link.flush();
            });
          }
          wire.settle();
          expect(wire.b.heard).to.deep.equal(said.a);
          expect(wire.a.heard).to.deep.equal(said.b);
          expect([...wire.a.garbage, ...wire.b.garbage]).to.deep.equal([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("knows what it has said that is not acknowledged, and what waits, but not half of a message", () => {
    const wire = new Wire([], 60);
    const said = [bytes(10), bytes(100), word("third"), word("fourth")];
    for (const message of said) {
      wire.a.link.send(message);
      wire.a.link.flush();
    }
    wire.a.link.send(word("waits"));
    expect(wire.a.link.unheard()).to.deep.equal([...said, word("waits")]);
    const heard = new Set<number>();
    for (let acknowledged = 1; wire.a.link.unheard().length > 1; acknowledged++) {
      const note = layOutNote({ session: 7, to: 1, acknowledged });
      wire.a.link.receive(readFrame(note));
      heard.add(wire.a.link.unheard().length);
    }
    expect([...heard]).to.deep.equal([4, 3, 2, 1]);
  });

  it("says in one frame what is said in one turn, and nothing before it is flushed", () => {
    const wire = new Wire();
    expect([word("1"), word("2"), word("3")].map((message) => wire.a.link.send(message))).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect(wire.a.frames).to.have.length(0);
    wire.a.link.flush();
    expect(wire.a.frames).to.have.length(1);
    wire.settle();
    expect(wire.b.heard).to.deep.equal([word("1"), word("2"), word("3")]);
  });

  it("acknowledges along with an answer, else in a frame without a body", () => {
    const wire = new Wire();
    wire.a.link.send(word("ask"));
    wire.a.link.flush();
    wire.until(() => wire.b.heard.length > 0);
    wire.b.link.send(word("answer"));
    wire.b.link.flush();
    wire.settle();
    expect(wire.b.frames.map((bytes) => readFrame(bytes).acknowledged)).to.deep.equal([1]);
    expect(wire.a.frames.map((bytes) => readFrame(bytes).sequence)).to.deep.equal([1, 0]);
  });

  it("asks for an acknowledgement at once where somebody waits for it", async () => {
    const wire = new Wire();
    wire.a.link.send(word("hello"));
    const asked = wire.clock.now();
    const delivered = wire.a.link.delivered();
    wire.until(() => wire.b.frames.length > 0);
    expect(wire.clock.now()).to.equal(asked + 1);
    wire.settle();
    await delivered;
    expect(wire.a.frames.map((bytes) => readFrame(bytes).asks)).to.deep.equal([false, true]);
    expect(wire.b.frames.map((bytes) => readFrame(bytes).acknowledged)).to.deep.equal([1]);
  });

  it("asks for nothing where all has arrived", async () => {
    const wire = new Wire();
    wire.a.link.send(word("hello"));
    wire.a.link.flush();
    wire.settle();
    await wire.a.link.delivered();
    expect(wire.a.frames).to.have.length(1);
  });

  it("says again what is lost later, while others are acknowledged", () => {
    const wire = new Wire([[1], [1], [], [1]]);
    const words = [word("1"), word("2")];
    for (const [i, message] of words.entries()) {
      wire.clock.after(i * 250, () => {
        wire.a.link.send(message);
        wire.a.link.flush();
      });
    }
    wire.settle();
    expect(wire.b.heard).to.deep.equal(words);
  });

  it("says again what is not acknowledged, ever more rarely, until it is", () => {
    const lost: Fate[] = Array.from({ length: 8 }, () => []);
    const wire = new Wire(lost);
    wire.a.link.send(word("hello"));
    wire.a.link.flush();
    const times: number[] = [];
    while (wire.b.heard.length === 0) {
      const before = wire.a.frames.length;
      wire.clock.step();
      if (wire.a.frames.length > before) times.push(wire.clock.now() - 1);
    }
    expect(times).to.deep.equal([300, 900, 2100, 3300, 4500, 5700, 6900, 8100]);
  });

  it("says again little first, and more as that arrives, to one that cannot take much at once", () => {
    const wire = new Wire([], 10_000);
    for (let i = 0; i < 300; i++) wire.a.link.send(bytes(9000));
    wire.a.link.flush();
    const said = wire.a.frames.length;
    wire.a.link.repeat();
    const first = wire.a.frames.length - said;
    expect(first).to.be.within(2, 10);
    wire.a.link.send(word("new"));
    wire.a.link.flush();
    expect(wire.a.frames.length - said).to.equal(first);
    wire.settle();
    expect(wire.b.heard).to.have.lengthOf(301);
  });

  it("reaches one that loses all of what is too much for it at once", () => {
    let mark = 0;
    const wire: Wire = new Wire([], 10_000, () => wire.a.frames.length - mark <= 12);
    const relieve = () => {
      mark = wire.a.frames.length;
      if (wire.b.heard.length < 300) wire.clock.after(19, relieve);
    };
    relieve();
    for (let i = 0; i < 300; i++) wire.a.link.send(bytes(9000));
    wire.a.link.flush();
    wire.until(() => wire.b.heard.length === 300 || wire.clock.now() > 20_000);
    expect(wire.b.heard).to.have.lengthOf(300);
  });

  it("comes to rest when everything is acknowledged, also after it was asked to repeat", () => {
    const wire = new Wire();
    wire.a.link.repeat();
    wire.settle();
    expect(wire.a.frames).to.have.length(0);
    wire.a.link.send(word("hello"));
    wire.a.link.flush();
    wire.settle();
    wire.a.link.repeat();
    wire.settle();
    expect(wire.a.frames).to.have.length(1);
  });

  it("says nothing more once it is closed, and lets go of who waits for room", async () => {
    const wire = new Wire([[], []]);
    wire.a.link.send(bytes(WINDOW_BYTES));
    wire.a.link.flush();
    wire.a.link.send(word("waits"));
    const waiting = wire.a.link.room();
    const before = wire.a.frames.length;
    wire.a.link.close();
    await waiting;
    wire.settle();
    wire.a.link.flush();
    expect(wire.a.frames).to.have.length(before);
  });

  it("reports what is no message, takes what came before it, and goes on", () => {
    const wire = new Wire();
    wire.a.link.receive(frame(1, new Uint8Array([0xc1])));
    wire.a.link.receive(frame(2, encodeBatch([word("good"), ["nonsense"], word("after")])));
    wire.a.link.receive(frame(3, encodeBatch(["text", 1])));
    wire.a.link.receive(frame(4, encodeBatch([word("next")])));
    expect(wire.a.heard).to.deep.equal([word("good"), word("next")]);
    expect(wire.a.garbage).to.have.length(3);
  });
});
