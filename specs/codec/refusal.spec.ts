import { expect } from "chai";
import fc from "fast-check";
import { decodeArguments, decodeValue, encodeArguments, encodeValue } from "../../src/codec/value.ts";
import { SerializationError } from "../../src/protocol/errors.ts";
import { nest } from "./values.ts";

class Point {
  x = 1;
}
class Words extends Array<string> {}
class Index extends Map<string, number> {}

const shared = new SharedArrayBuffer(8);
const throwing = (): never => {
  throw new Error("not for you");
};

/** What cannot travel, how the path to it goes on from where it is, and what the error says. */
const unsupported: readonly [what: string, make: () => unknown, step: string, says: RegExp][] = [
  ["a function", () => () => 1, "", /is a function/],
  ["a class", () => Point, "", /is a function/],
  ["a symbol", () => Symbol("s"), "", /is a symbol/],
  ["an instance of a class", () => new Point(), "", /instance of Point: send a plain object/],
  ["an instance of a class without a name", () => new (class {})(), "", /a class without a name/],
  ["an object that inherits from another", () => Object.create({ a: 1 }), "", /instance of Object/],
  ["a subclass of Array", () => new Words(), "", /instance of Words/],
  ["a subclass of Map", () => new Index(), "", /instance of Index/],
  ["a WeakMap", () => new WeakMap(), "", /instance of WeakMap/],
  ["a Promise", () => Promise.resolve(1), "", /is a promise: await it/],
  ["a boxed number", () => Object(1), "", /instance of Number/],
  ["an iterator", () => [1].values(), "", /instance of/],
  ["shared memory", () => shared, "", /instance of SharedArrayBuffer/],
  ["a view of shared memory", () => new Uint8Array(shared), "", /shared memory: send a slice/],
  ["an own key __proto__", () => JSON.parse('{"__proto__":{"x":1}}'), ".__proto__", /rename it/],
  ["a key that is a symbol", () => ({ [Symbol("s")]: 1 }), "[Symbol(s)]", /symbol as its key/],
  [
    "a getter that throws",
    () => ({
      get size() {
        return throwing();
      },
    }),
    ".size",
    /cannot be read/,
  ],
  ["a proxy that throws", () => new Proxy({}, { ownKeys: throwing }), "", /cannot be read/],
  ["a proxy without a prototype", () => new Proxy({}, { getPrototypeOf: throwing }), "", /cannot be read/],
  ["a false Date", () => Object.create(Date.prototype), "", /cannot be read/],
  [
    "an endless array",
    () => {
      const a: number[] = [];
      a.length = 2 ** 32 - 1;
      return a;
    },
    "",
    /4294967295 elements/,
  ],
];

function refusal(given: unknown): SerializationError {
  try {
    encodeValue(given);
  } catch (error) {
    if (error instanceof SerializationError) return error;
    throw error;
  }
  throw new Error("It was encoded.");
}

describe("a value that cannot travel", () => {
  for (const [what, make, step, says] of unsupported) {
    it(`is refused, with the path to it: ${what}`, () => {
      expect(refusal(make()).message).to.match(says);
      fc.assert(
        fc.property(nest, ({ around, path }) => {
          const error = refusal(around(make()));
          expect(error.path).to.equal(`value${path}${step}`);
          expect(error.message).to.include(`value${path}${step} `);
        }),
        { numRuns: 60 },
      );
    });
  }

  it("is refused where it contains itself, with both places", () => {
    fc.assert(
      fc.property(nest, nest, (outer, inner) => {
        const cycle: { self?: unknown } = {};
        cycle.self = inner.around(cycle);
        const error = refusal(outer.around(cycle));
        expect(error.path).to.equal(`value${outer.path}.self${inner.path}`);
        expect(error.message).to.include(`value${outer.path} again`);
      }),
      { numRuns: 100 },
    );
  });

  it("keeps what its getter threw as the cause", () => {
    expect(
      refusal({
        get a() {
          return throwing();
        },
      }).cause,
    ).to.have.property("message", "not for you");
  });

  it("is named by its own place, whatever was beside it", () => {
    expect(refusal([[1, [2]], new Proxy({}, { ownKeys: throwing })]).path).to.equal("value[1]");
    expect(refusal({ a: { b: 1 }, c: [new Map([[1, new Set([1])]]), Symbol()] }).path).to.equal("value.c[1]");
  });

  it("is named from the arguments on", () => {
    expect(() => encodeArguments([1, { f: Symbol() }])).to.throw(SerializationError, "args[1].f ");
  });

  it("leaves later values alone", () => {
    refusal([1, { a: Symbol() }]);
    expect(decodeValue(encodeValue([1, { a: 2 }]))).to.deep.equal([1, { a: 2 }]);
  });
});

describe("depth of a value", () => {
  const layers: Record<string, (inner: unknown) => unknown> = {
    arrays: (inner) => [inner],
    objects: (inner) => ({ a: inner }),
    "objects with odd keys": (inner) => ({ "\ud800": inner }),
    "keys of Maps": (inner) => new Map([[inner, 1]]),
    "values of Maps": (inner) => new Map([[1, inner]]),
    Sets: (inner) => new Set([inner]),
    causes: (inner) => new Error("no", { cause: inner }),
  };
  const deep = (layer: (inner: unknown) => unknown, depth: number): unknown => {
    let value: unknown = new Date(0);
    for (let i = 0; i < depth; i++) value = layer(value);
    return value;
  };

  for (const [name, layer] of Object.entries(layers)) {
    it(`goes to 100 and no further: ${name}`, () => {
      expect(() => decodeValue(encodeValue(deep(layer, 100)))).to.not.throw();
      expect(refusal(deep(layer, 101)).message).to.match(/deeper than 100/);
      expect(() => refusal(deep(layer, 5_000))).to.not.throw();
    });

    it(`goes to 100 in each argument: ${name}`, () => {
      expect(() => decodeArguments(encodeArguments([1, deep(layer, 100)]).canonical)).to.not.throw();
      expect(() => encodeArguments([1, deep(layer, 101)])).to.throw(
        SerializationError,
        /^args\[1\].*deeper than 100/s,
      );
    });
  }

  it("does not count what a getter would go on to give for ever", () => {
    const endless = (): object => ({
      get next() {
        return endless();
      },
    });
    expect(refusal(endless()).path).to.equal(`value${".next".repeat(100)}`);
  });
});
