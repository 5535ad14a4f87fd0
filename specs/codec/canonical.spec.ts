import { expect } from "chai";
import fc from "fast-check";
import { decodeArguments, encodeArguments } from "../../src/codec/value.ts";
import { leaf, nest, show, value } from "./values.ts";

const canonical = (given: unknown): string => Buffer.from(encodeArguments([given]).canonical).toString("hex");

/** The same value with its keys, entries and members in the opposite order, at every depth. */
function turn(given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given;
  if (Array.isArray(given)) return given.map(turn);
  if (given instanceof Map) return new Map([...given].reverse().map(([k, v]) => [turn(k), turn(v)]));
  if (given instanceof Set) return new Set([...given].reverse().map(turn));
  if (Object.getPrototypeOf(given) !== Object.prototype) return given;
  return Object.fromEntries(
    Object.entries(given)
      .reverse()
      .map(([key, field]) => [key, turn(field)]),
  );
}

/** The same value with keys, entries and members in an order that `random` gives, at every depth. */
function shuffle(given: unknown, random: () => number): unknown {
  const mix = <T>(items: Iterable<T>): T[] =>
    [...items]
      .map((item) => [random(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  const inside = (part: unknown): unknown => shuffle(part, random);
  if (typeof given !== "object" || given === null) return given;
  if (Array.isArray(given)) return given.map(inside);
  if (given instanceof Map) return new Map(mix(given).map(([k, v]) => [inside(k), inside(v)]));
  if (given instanceof Set) return new Set(mix(given).map(inside));
  if (given instanceof Error) return given;
  if (Object.getPrototypeOf(given) !== Object.prototype) return given;
  return Object.fromEntries(mix(Object.entries(given)).map(([key, field]) => [key, inside(field)]));
}

describe("canonical bytes of arguments", () => {
  it("are the same in whatever order keys, entries and members are", () => {
    fc.assert(
      fc.property(value, fc.integer(), (given, seed) => {
        let state = seed;
        const random = () => (state = (state * 1103515245 + 12345) & 0x7fffffff);
        const bytes = canonical(given);
        expect(canonical(turn(given))).to.equal(bytes);
        expect(canonical(shuffle(given, random))).to.equal(bytes);
      }),
      { numRuns: 600 },
    );
  });

  it("are others where one leaf is another", () => {
    fc.assert(
      fc.property(nest, leaf, leaf, ({ around }, one, other) => {
        fc.pre(show(around(one)) !== show(around(other)));
        expect(canonical(around(one))).to.not.equal(canonical(around(other)));
      }),
      { numRuns: 600 },
    );
  });

  it("tell apart what is easily mixed up", () => {
    const different: unknown[] = [
      ...[1, "1", 1n, true, -1, 0, -0, 1.5, Number.NaN, "NaN", null, undefined, "", "null", "undefined"],
      ...[
        new Date(1),
        new Date(Number.NaN),
        "a",
        ["a"],
        { a: 1 },
        { a: undefined },
        {},
        [],
        [[]],
        [undefined],
        [null],
      ],
      ...[new Map(), new Map([["a", 1]]), new Set(), new Set(["a"]), new Set(["a", 1]), new Map([[1, "a"]])],
      ...[
        /a/,
        /a/g,
        "/a/",
        new URL("http://a/"),
        "http://a/",
        new Uint8Array(1),
        new Int8Array(1),
        new ArrayBuffer(1),
      ],
      ...[
        { a: 1, b: 2 },
        { a: 2, b: 1 },
        ["a", "b"],
        ["b", "a"],
        new Map([
          ["a", 1],
          ["b", 2],
        ]),
        new Map([
          ["a", 2],
          ["b", 1],
        ]),
      ],
      new Set([new Set([1]), new Set([2])]),
      new Set([new Set([1, 2]), new Set()]),
    ];
    expect(new Set(different.map(canonical)).size).to.equal(different.length);
  });

  it("keep the order of arrays and of arguments", () => {
    expect(canonical([1, 2])).to.not.equal(canonical([2, 1]));
    expect(encodeArguments([1, 2]).canonical).to.not.deep.equal(encodeArguments([2, 1]).canonical);
  });

  it("leave the order of the fields of an Error out, too", () => {
    const failure = (fields: object): Error => Object.assign(new Error("no"), { stack: "no stack" }, fields);
    expect(canonical(failure({ a: 1, b: 2 }))).to.equal(canonical(failure({ b: 2, a: 1 })));
  });

  it("order members that are equal as keys by their values", () => {
    const map = (...values: number[]): unknown => new Map(values.map((n) => [{ same: true }, n]));
    expect(canonical(map(1, 2, 3))).to.equal(canonical(map(3, 1, 2)));
    expect(canonical(map(1, 2, 3))).to.not.equal(canonical(map(1, 2, 2)));
  });

  it("stand for equal arguments", () => {
    const given = [
      {
        z: new Map([
          ["b", 1],
          ["a", 2],
        ]),
        a: new Set([2, 1]),
      },
    ];
    const [back] = decodeArguments(encodeArguments(given).canonical) as typeof given;
    expect(back).to.deep.equal(given[0]);
    expect(Object.keys(back ?? {})).to.deep.equal(["a", "z"]);
  });

  it("are the ordinary ones, and not made again, where there is nothing to order", () => {
    for (const args of [
      [],
      [1, "a"],
      [[1, [2, { a: 1, b: [3] }]], new Date(0)],
      [new Map([[1, 2]]), new Set(["x"])],
    ]) {
      const { bytes, canonical: same } = encodeArguments(args);
      expect(same).to.equal(bytes);
    }
    const { bytes, canonical: other } = encodeArguments([{ b: 1, a: 2 }]);
    expect(other).to.not.deep.equal(bytes);
  });

  it("are the same on every machine, today and later", () => {
    const args = [
      { b: [1, -1, 1.5, 300, 2 ** 40, "é", null, true], a: undefined },
      [-0, Number.NaN, -255n, new Date(0), /a/g, new URL("http://a/"), "\ud800"],
      [
        new Map([
          ["b", 1],
          ["a", 2],
        ]),
        new Set([2, 1]),
        { "\ud800": 1 },
      ],
      [
        new ArrayBuffer(1),
        new DataView(new ArrayBuffer(1)),
        new Uint8Array([1]),
        new Uint16Array([1]),
        new Float64Array([1]),
      ],
      Object.assign(new TypeError("no", { cause: 1 }), { stack: "s", code: "C" }),
    ];
    expect(Buffer.from(encodeArguments(args).canonical).toString("hex")).to.equal(
      [
        "9582a161c70001a1629801ffcb3ff8000000000000cd012ccf0000010000000000a2c3a9c0c397c70002c70003c70309",
        "2d6666d70a0000000000000000c7060b67002f006100c7090c687474703a2f2f612fd50800d89395c70004a16102a162",
        "0193c70005010293c70006d50800d80195d40d00d40e00d40f01d5120100d71a000000000000f03f99c70007a9547970",
        "654572726f72a9547970654572726f72a26e6fa173a4636f6465a143a5636175736501",
      ].join(""),
    );
  });
});
