import { expect } from "chai";
import fc from "fast-check";
import { encodeBatch } from "../../src/codec/batch.ts";
import type { ToScheduler } from "../../src/protocol/messages.ts";
import { HEADER_BYTES, layOut, layOutNote, readFrame } from "../../src/runtime/frame.ts";
import { type Fate, Wire } from "../support/wire.ts";

const WINDOW_BYTES = 4 << 20;

const word = (text: string): ToScheduler => ["gone", text];
const bytes = (size: number): ToScheduler => ["fulfil", String(size), new Uint8Array(size).fill(size), []];
const frame = (sequence: number, body: Uint8Array, more = false) =>
  readFrame(layOut({ session: 7, to: 1, sequence, acknowledged: 0, more, reset: false, asks: false, body }));

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
