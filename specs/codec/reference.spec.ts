import { ExtData, encode } from "@msgpack/msgpack";
import { expect } from "chai";
import { encodeBatch } from "../../src/codec/batch.ts";
import { Extension } from "../../src/codec/extensions.ts";
import { decodeArguments, decodeValue, encodeArguments, encodeValue } from "../../src/codec/value.ts";
import type { Reference } from "../../src/protocol/code.ts";
import { CaptureError, ProtocolError, SerializationError } from "../../src/protocol/errors.ts";

class Later {
  readonly key: string;

  constructor(key: string) {
    this.key = key;
  }
}

const write = (value: object): Reference | undefined => {
  if (value instanceof Later) return ["future", value.key];
  return typeof value === "function" ? ["code", value.name] : undefined;
};

const read = (reference: Reference): unknown => reference.join(":");

describe("a reference", () => {
  it("stands for what is no data, at any place in a value", () => {
    const future = new Later("add-1");
    const given = [
      future,
      { f: parseInt },
      new Map<unknown, unknown>([[future, [future]]]),
      new Set([future]),
    ];
    const back = decodeValue(encodeValue(given, { reference: write }), { reference: read });
    expect(back).to.deep.equal([
      "future:add-1",
      { f: "code:parseInt" },
      new Map([["future:add-1", ["future:add-1"]]]),
      new Set(["future:add-1"]),
    ]);
    const failure = encodeValue(new Error("no", { cause: future }), { reference: write });
    expect((decodeValue(failure, { reference: read }) as Error).cause).to.equal("future:add-1");
  });

  it("may be of each kind", () => {
    for (const reference of [
      ["future", "k"],
      ["code", "h"],
      ["actor", "k", "worker.w", "object", "Counter", 0],
    ] as const) {
      const bytes = encodeValue(parseInt, { reference: () => reference });
      expect(decodeValue(bytes, { reference: (found) => found })).to.deep.equal(reference);
    }
  });

  it("is asked for with functions and objects that are no data, and nothing else", () => {
    const asked: unknown[] = [];
    const reference = (value: object): Reference => {
      asked.push(value);
      return ["code", "x"];
    };
    const foreign = [() => 1, class {}, new Later("k"), new WeakMap(), Promise.resolve()];
    const data = [
      {},
      [],
      new Map(),
      new Set(),
      new Date(),
      /a/,
      new URL("http://a"),
      new Uint8Array(1),
      new TypeError(),
      Buffer.from(""),
    ];
    encodeValue([...foreign, ...data, Object.create(null), 1n, "s"], { reference });
    expect(asked).to.deep.equal(foreign);
  });

  it("that is not given makes the value one that cannot travel", () => {
    expect(() => encodeValue({ a: [new WeakMap()] }, { reference: write })).to.throw(
      SerializationError,
      "value.a[0]",
    );
  });

  it("that is refused with an error gives that very error", () => {
    for (const error of [new CaptureError("x is not there"), new TypeError("a mistake")]) {
      const reference = (): never => {
        throw error;
      };
      expect(() => encodeValue({ f: parseInt }, { reference }))
        .to.throw()
        .that.equals(error);
      const bytes = encodeValue({ f: parseInt }, { reference: write });
      expect(() => decodeValue(bytes, { reference }))
        .to.throw()
        .that.equals(error);
    }
  });

  it("is never mixed up with a string that looks like it", () => {
    const key = "add-0123";
    const [string, array, future] = [[key], [["future", key]], [new Later(key)]].map((args) =>
      encodeArguments(args, { reference: write }),
    );
    expect(string?.canonical).to.not.deep.equal(future?.canonical);
    expect(array?.canonical).to.not.deep.equal(future?.canonical);
    expect(decodeArguments(string?.bytes ?? new Uint8Array(0), { reference: read })).to.deep.equal([key]);
  });

  it("counts in canonical bytes, whatever the order around it", () => {
    const canonical = (...futures: Later[]) =>
      encodeArguments([new Set(futures)], { reference: write }).canonical;
    const [a, b, c] = [new Later("a"), new Later("b"), new Later("c")];
    expect(canonical(a, b)).to.deep.equal(canonical(b, a));
    expect(canonical(a, b)).to.not.deep.equal(canonical(a, c));
  });

  it("gives a value that is taken as it is, and not looked into", () => {
    const inside = { list: [new ExtData(1, new Uint8Array(0))] };
    const bytes = encodeValue([new Later("a")], { reference: write });
    const [back] = decodeValue(bytes, { reference: () => inside }) as [unknown];
    expect(back).to.equal(inside);
    expect(inside.list[0]).to.be.instanceOf(ExtData);
  });

  it("may be asked for and read by encoding and decoding other values", () => {
    const reference = (value: object): Reference => [
      "code",
      Buffer.from(encodeValue(value.constructor.name)).toString("hex"),
    ];
    const bytes = encodeValue([1, new Later("a"), { b: 2 }], { reference });
    const back = decodeValue(bytes, { reference: ([, hash]) => decodeValue(Buffer.from(hash, "hex")) });
    expect(back).to.deep.equal([1, "Later", { b: 2 }]);
  });

  it("is a ProtocolError where none can be", () => {
    expect(() => decodeValue(encodeValue([new Later("a")], { reference: write }))).to.throw(
      ProtocolError,
      /a future/,
    );
  });

  it("is a ProtocolError where it is of no known kind or shape", () => {
    for (const parts of [
      [],
      ["future"],
      ["future", 1],
      ["future", "a", "b"],
      ["actor", "k", "worker.w", "object", "Counter"],
      ["actor", "k", "worker.w", "thing", "Counter", 0],
      ["actor", "k", "worker.w", "object", "Counter", -1],
      ["actor", "k", "worker.w", "object", "Counter", "0"],
      ["other", "a"],
      ["constructor", "a"],
      [["future"], "a"],
    ]) {
      const bytes = encode([new ExtData(Extension.Reference, encodeBatch(parts))]);
      expect(() => decodeValue(bytes, { reference: read }), JSON.stringify(parts)).to.throw(ProtocolError);
    }
    const deep = new ExtData(Extension.Reference, Buffer.from("91".repeat(100_000), "hex"));
    expect(() => decodeValue(encode(deep), { reference: read })).to.throw(ProtocolError, /deeper/);
  });
});
