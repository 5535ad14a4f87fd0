import { ExtData, encode } from "@msgpack/msgpack";
import { expect } from "chai";
import fc from "fast-check";
import { decodeBatch, encodeBatch } from "../../src/codec/batch.ts";
import { Extension } from "../../src/codec/extensions.ts";
import { decodeArguments, decodeValue, encodeValue } from "../../src/codec/value.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { value } from "./values.ts";

const decoders = { decodeValue, decodeArguments, decodeBatch };

/** Decodes with all of them; anything thrown but a `ProtocolError` comes through. */
function feed(bytes: Uint8Array): void {
  for (const decode of Object.values(decoders)) {
    try {
      decode(bytes);
      decode(bytes, { reference: (reference) => reference });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
  }
}

/** Bytes in which heads of every kind are frequent. */
const heads = fc
  .array(
    fc.oneof(
      fc.constantFrom(0x81, 0x82, 0x91, 0x92, 0x9f, 0xa1, 0xc0, 0xc7, 0xd4, 0xd6, 0xdc, 0xdd, 0xde),
      fc.nat(255),
      fc.nat(26),
    ),
  )
  .map((units) => Uint8Array.from(units));

const clean = Object.getOwnPropertyNames(Object.prototype).join();

describe("bytes of others", () => {
  afterEach("nothing was added to what every object inherits", () => {
    expect(Object.getOwnPropertyNames(Object.prototype).join()).to.equal(clean);
  });

  it("cause nothing but a ProtocolError, whatever they are", () => {
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), heads), feed), { numRuns: 4000 });
  });

  it("cause nothing but a ProtocolError where a value was changed or cut", () => {
    const change = fc.record({ at: fc.nat(), to: fc.nat(255) });
    fc.assert(
      fc.property(value, fc.array(change, { maxLength: 4 }), fc.nat(), (given, changes, cut) => {
        const bytes = encodeValue(given);
        for (const { at, to } of changes) bytes[at % bytes.length] = to;
        feed(bytes);
        feed(bytes.subarray(0, cut % bytes.length));
      }),
      { numRuns: 800 },
    );
  });

  it("cause nothing but a ProtocolError where every extension has any content and place", () => {
    const ext = fc
      .tuple(fc.integer({ min: -2, max: 30 }), fc.uint8Array({ maxLength: 24 }))
      .map(([type, content]) => new ExtData(type, content));
    const part = fc.oneof(ext, fc.string(), fc.integer(), fc.constant("__proto__"));
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.array(part))), (tree) => feed(encode(tree))),
      { numRuns: 1500 },
    );
  });

  it("that are a part of a message, or more than one, are refused", () => {
    const bytes = encodeValue({ a: [1, "two", new Date(), new Map([[1, 2]])] });
    for (let end = 0; end < bytes.length; end++) {
      expect(() => decodeValue(bytes.subarray(0, end)), `${end} bytes`).to.throw(ProtocolError);
    }
    expect(() => decodeValue(Uint8Array.of(...bytes, 0xc0))).to.throw(ProtocolError, /more after/);
  });

  it("that claim more members than they have are refused before anything is made of them", () => {
    for (const head of [0xc6, 0xc9, 0xdb, 0xdd, 0xdf]) {
      for (const decode of Object.values(decoders)) {
        expect(() => decode(Uint8Array.of(head, 0xff, 0xff, 0xff, 0xff, 0)), head.toString(16)).to.throw(
          ProtocolError,
        );
      }
    }
    const many = Buffer.concat(Array<Buffer>(90).fill(Buffer.from("dd0fffffff", "hex")));
    for (const decode of Object.values(decoders))
      expect(() => decode(many)).to.throw(ProtocolError, /cut short|more members/);
  });

  it("that would be far more in memory than they are on the wire are refused", () => {
    const members = 5_000_000;
    const head = Uint8Array.of(0xdd, 0, 0, 0, 0);
    new DataView(head.buffer).setUint32(1, members);
    const many = Buffer.concat([head, Buffer.alloc(members, 0x90)]);
    expect(() => decodeBatch(many)).to.throw(ProtocolError, /more members than it warrants/);
    const spread = Buffer.concat([
      Buffer.from("dd0004c4b4", "hex"),
      ...Array<Buffer>(312_500).fill(Buffer.from(`dc0010${"90".repeat(16)}`, "hex")),
    ]);
    expect(() => decodeBatch(spread)).to.throw(ProtocolError, /more members than it warrants/);
  });

  it("that are nested deeper than any value are refused, however deep", () => {
    for (const level of ["91", "81a161", "92c70004", "92c70005"]) {
      const nested = (depth: number): Buffer => Buffer.from(`${level.repeat(depth)}c0`, "hex");
      for (const depth of [101, 1_000, 1_000_000]) {
        expect(() => decodeValue(nested(depth))).to.throw(ProtocolError, /deeper than 100/);
      }
    }
    expect(() => decodeBatch(Buffer.from(`${"91".repeat(1_000_000)}c0`, "hex"))).to.throw(
      ProtocolError,
      /deeper/,
    );
    expect(decodeValue(Buffer.from(`${"91".repeat(100)}c0`, "hex"))).to.be.an("array");
  });

  it("cannot set a prototype, by any way to name a field", () => {
    const error = [new ExtData(Extension.Error, new Uint8Array(0)), "Error", "Error", "m", "s"];
    const entries = [new ExtData(Extension.Entries, new Uint8Array(0))];
    for (const tree of [
      JSON.parse('{"__proto__":{"polluted":true}}'),
      [...entries, "__proto__", { polluted: true }],
      [...error, "__proto__", { polluted: true }],
      [...entries, new ExtData(Extension.Text, Buffer.from("__proto__", "utf16le")), { polluted: true }],
    ]) {
      expect(() => decodeValue(encode(tree))).to.throw(ProtocolError);
    }
    expect({}).to.not.have.property("polluted");
  });

  it("that no encoder here writes are refused", () => {
    const refused: [string, Uint8Array][] = [
      ["an unused head", Uint8Array.of(0xc1)],
      ["MessagePack's own binary, which would share the message's memory", Uint8Array.of(0xc4, 1, 7)],
      ["MessagePack's own timestamp", Uint8Array.of(0xd6, 0xff, 0, 0, 0, 0)],
      ["a key that is a number", Uint8Array.of(0x81, 1, 1)],
      ["an extension of no meaning", Uint8Array.of(0xd4, 0x70, 0)],
      ["the head of a Map alone", Uint8Array.of(0xc7, 0, Extension.Map)],
      ["a Map with a key too many", Uint8Array.of(0x92, 0xc7, 0, Extension.Map, 1)],
      ["half a double", Uint8Array.of(0xd6, Extension.Float64Array, 0, 0, 0, 0)],
      ["half a character", Uint8Array.of(0xd4, Extension.Text, 0)],
      ["a bigint without digits", Uint8Array.of(0xd4, Extension.BigInt, 0x2d)],
      ["a bigint of letters", Uint8Array.of(0xd4, Extension.BigInt, 0x67)],
      ["half a date", Uint8Array.of(0xd6, Extension.Date, 0, 0, 0, 0)],
      ["a URL that is none", Uint8Array.of(0xd4, Extension.URL, 0x61)],
      [
        "a regular expression that is none",
        encode(new ExtData(Extension.RegExp, Buffer.from("/(", "utf16le"))),
      ],
      [
        "an Error without a message",
        encode([new ExtData(Extension.Error, new Uint8Array(0)), "Error", "Error"]),
      ],
    ];
    for (const [what, bytes] of refused) expect(() => decodeValue(bytes), what).to.throw(ProtocolError);
    expect(() => decodeArguments(encodeValue({ length: 0 }))).to.throw(ProtocolError, /no array/);
  });

  it("leave later messages alone", () => {
    expect(() => decodeValue(Buffer.from("9392dc", "hex"))).to.throw(ProtocolError);
    expect(() => decodeBatch(Buffer.from("93a1", "hex"))).to.throw(ProtocolError);
    expect(decodeValue(encodeValue([{ a: 1 }]))).to.deep.equal([{ a: 1 }]);
    expect(decodeBatch(encodeBatch([["a", 1]]))).to.deep.equal([["a", 1]]);
  });
});
