import { expect } from "chai";
import fc from "fast-check";
import {
  decodeArguments,
  decodeValue,
  encodeArguments,
  encodeShared,
  encodeValue,
} from "../../src/codec/value.ts";
import { show, value } from "./values.ts";

const trip = (given: unknown): unknown => decodeValue(encodeValue(given));

describe("a value that travels", () => {
  it("comes back equal, at any nesting", () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(show(trip(given))).to.equal(show(given));
      }),
      { numRuns: 800 },
    );
  });

  it("is not changed by it", () => {
    fc.assert(
      fc.property(value, (given) => {
        const before = show(given);
        encodeArguments([given]);
        expect(show(given)).to.equal(before);
      }),
      { numRuns: 200 },
    );
  });

  it("comes back equal among arguments", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 3 }), (args) => {
        expect(show(decodeArguments(encodeArguments(args).bytes))).to.equal(show(args));
      }),
      { numRuns: 200 },
    );
  });

  it("keeps a byte order mark and lone surrogates, in keys too", () => {
    for (const text of ["\ufeff", `\ufeff${"x".repeat(500)}`, "\ud800", `${"x".repeat(500)}\udc00`]) {
      expect(trip(text)).to.equal(text);
      expect(show(trip({ [text]: text }))).to.equal(show({ [text]: text }));
    }
  });

  it("keeps undefined apart from what is missing", () => {
    expect(trip({ a: undefined })).to.have.own.property("a", undefined);
    expect(trip({})).to.not.have.own.property("a");
  });

  it("arrives as undefined where an array has holes", () => {
    const sparse: unknown[] = [1];
    sparse[3] = 2;
    const back = trip(sparse) as unknown[];
    expect(back).to.deep.equal([1, undefined, undefined, 2]);
    expect(1 in back).to.equal(true);
  });

  it("arrives as a plain object where it has no prototype", () => {
    const bare = Object.assign(Object.create(null), { a: 1 });
    expect(Object.getPrototypeOf(trip(bare))).to.equal(Object.prototype);
    expect(trip(bare)).to.deep.equal({ a: 1 });
  });

  it("arrives as a Uint8Array where it was a Buffer", () => {
    const back = trip(Buffer.from("abc"));
    expect(Object.getPrototypeOf(back)).to.equal(Uint8Array.prototype);
    expect(back).to.deep.equal(new Uint8Array([97, 98, 99]));
  });

  it("keeps own keys that objects inherit", () => {
    const tricky = { constructor: 1, toString: 2, hasOwnProperty: 3, valueOf: undefined };
    expect(show(trip(tricky))).to.equal(show(tricky));
  });

  it("arrives as copies where one object is there twice", () => {
    const shared = { n: 1 };
    const [a, b] = trip([shared, shared]) as unknown[];
    expect(a).to.deep.equal(b);
    expect(a).to.not.equal(b);
  });

  it("has each getter read once", () => {
    let reads = 0;
    const given = {
      get n() {
        return ++reads;
      },
    };
    const list = Object.defineProperty([0], 0, { get: () => ++reads });
    expect(trip([given, list])).to.deep.equal([{ n: 1 }, [2]]);
    const { bytes, canonical } = encodeArguments([
      {
        z: 1,
        a: 2,
        get n() {
          return ++reads;
        },
      },
    ]);
    expect(decodeArguments(bytes)).to.deep.equal(decodeArguments(canonical));
    expect(reads).to.equal(3);
  });

  it("sees what a proxy shows", () => {
    const proxy = new Proxy({ a: 1, hidden: 2 }, { ownKeys: () => ["a"], get: (_, key) => String(key) });
    expect(trip([proxy, new Proxy([1, 2], {})])).to.deep.equal([{ a: "a" }, [1, 2]]);
  });

  it("may be encoded while another one is read", () => {
    const inner = {
      get bytes() {
        return encodeValue({ deep: [1, 2] });
      },
    };
    const back = trip([1, inner, 3]) as [number, { bytes: Uint8Array }, number];
    expect(decodeValue(back[1].bytes)).to.deep.equal({ deep: [1, 2] });
    expect(back[2]).to.equal(3);
  });
});

describe("memory of values", () => {
  it("is the bytes' own where they are many, so that they can be transferred", () => {
    for (const given of ["x".repeat(10_000), new Uint8Array(5_000_000)]) {
      const bytes = encodeValue(given);
      expect(bytes.buffer.byteLength).to.equal(bytes.byteLength);
      const size = bytes.byteLength;
      expect(structuredClone(bytes, { transfer: [bytes.buffer] }).byteLength).to.equal(size);
      expect(bytes.byteLength).to.equal(0);
    }
  });

  it("is shared by small ones, none of which touches another", () => {
    const given = Array.from({ length: 2000 }, (_, i) => `${i}`.repeat(i % 100));
    const all = given.map((text) => encodeValue(text));
    expect(new Set(all.map(({ buffer }) => buffer)).size).to.be.below(100);
    expect(all.map((bytes) => decodeValue(bytes))).to.deep.equal(given);
  });

  it("is the decoded arrays' own, whatever happens to the bytes", () => {
    const given = [new Uint8Array([1, 2, 3]), new Float64Array([1.5]), new Uint16Array([7]).buffer] as const;
    const message = Buffer.concat([Buffer.from("odd"), encodeValue(given)]).subarray(3);
    const [bytes, floats, buffer] = decodeValue(message) as [Uint8Array, Float64Array, ArrayBuffer];
    message.fill(0);
    expect(show([bytes, floats, buffer])).to.equal(show(given));
    expect(bytes.buffer.byteLength).to.equal(3);
    expect(floats.buffer.byteLength).to.equal(8);
  });

  it("of a part of a buffer stays at home: only the part travels", () => {
    const part = new Uint8Array(1_000_000).subarray(10, 14);
    expect(encodeValue(part).byteLength).to.be.below(20);
    expect((trip(part) as Uint8Array).buffer.byteLength).to.equal(4);
  });

  it("comes back with large content anywhere in it, also from memory that threads share", () => {
    const large = (size: number) => Uint8Array.from({ length: size }, (_, i) => i % 251);
    const given = [
      large(65_535),
      { a: [large(65_536), "between", large(200_000)], b: new Map([["k", large(70_000).buffer]]) },
      Float64Array.from({ length: 10_000 }, Math.sqrt),
      "after",
    ];
    const bytes = encodeValue(given);
    expect(bytes.byteLength).to.equal(bytes.buffer.byteLength);
    expect(decodeValue(bytes)).to.deep.equal(given);
    const shared = encodeShared(given);
    expect(shared.buffer).to.be.instanceOf(SharedArrayBuffer);
    expect(Buffer.compare(shared, bytes)).to.equal(0);
    const [first] = decodeValue(shared) as [Uint8Array];
    expect(first.buffer).to.be.instanceOf(ArrayBuffer);
    expect(decodeValue(shared)).to.deep.equal(given);
  });
});
