import { inspect, isDeepStrictEqual, types } from "node:util";
import { expect } from "chai";
import { encodeError, toError } from "../../src/codec/failure.ts";
import { decodeValue, encodeValue } from "../../src/codec/value.ts";
import * as own from "../../src/protocol/errors.ts";

const trip = (error: unknown): Error => decodeValue(encodeValue(error)) as Error;
const tripFailure = (thrown: unknown): Error => decodeValue(encodeError(thrown)) as Error;

class Rejected extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}
class Invalid extends TypeError {}
class Named extends Error {
  override name = "GivenName";
}
class Late extends own.TimeoutError {}

describe("an Error that travels", () => {
  const classes = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

  for (const [name, Class] of Object.entries(classes)) {
    it(`comes back as itself: ${name}`, () => {
      const error = new Class("no", { cause: { a: new Date(0) } });
      const back = trip(error);
      expect(Object.getPrototypeOf(back)).to.equal(Class.prototype);
      expect(types.isNativeError(back)).to.equal(true);
      expect(back).to.include({ name, message: "no", stack: error.stack });
      expect(back.cause).to.deep.equal({ a: new Date(0) });
      expect(Object.keys(back)).to.deep.equal([]);
      expect(inspect(back)).to.equal(inspect(error));
    });
  }

  it("comes back as itself: AggregateError, with its errors", () => {
    const back = trip(new AggregateError([new TypeError("a"), 2], "both")) as AggregateError;
    expect(back).to.be.instanceOf(AggregateError).and.to.have.property("message", "both");
    expect(back.errors[0]).to.be.instanceOf(TypeError).and.to.have.property("message", "a");
    expect(back.errors[1]).to.equal(2);
    expect(Object.keys(back)).to.deep.equal([]);
  });

  it("comes back as itself: DOMException, with its name and code", () => {
    const { reason } = AbortSignal.abort();
    const back = trip(reason) as DOMException;
    expect(back).to.be.instanceOf(DOMException);
    expect(back).to.include({ name: "AbortError", message: reason.message, code: 20, stack: reason.stack });
    expect(Object.keys(back)).to.deep.equal([]);
  });

  for (const Class of [
    ...[
      own.TroupeError,
      own.CaptureError,
      own.TimeoutError,
      own.CancelledError,
      own.TaskError,
      own.KilledWorkerError,
    ],
    ...[
      own.ActorDiedError,
      own.NotFoundError,
      own.LostError,
      own.ClosedError,
      own.ProtocolError,
      own.ConnectionError,
    ],
  ]) {
    it(`comes back as itself: ${Class.name}, with code and key`, () => {
      const error = new Class("no", { key: "add-1", cause: 1 });
      const back = trip(error) as own.TroupeError;
      expect(back).to.be.instanceOf(Class);
      expect(back).to.include({ name: Class.name, message: "no", code: error.code, key: "add-1", cause: 1 });
      expect(back.stack).to.equal(error.stack);
      expect(Object.keys(back)).to.have.members(Object.keys(error));
    });
  }

  it("comes back as itself: SerializationError, with its path", () => {
    const back = trip(new own.SerializationError("no", "value.a"));
    expect(back)
      .to.be.instanceOf(own.SerializationError)
      .and.to.include({ path: "value.a", code: "SERIALIZATION" });
  });

  it("arrives as an Error with the name of its class where that is the user's", () => {
    const back = trip(new Rejected("no", 404));
    expect(Object.getPrototypeOf(back)).to.equal(Error.prototype);
    expect(back).to.include({ name: "Rejected", message: "no", status: 404 });
    expect(Object.keys(back)).to.deep.equal(["status"]);
    expect(trip(back)).to.have.property("name", "Rejected");
  });

  it("arrives as the nearest class that is known everywhere", () => {
    expect(trip(new Invalid("no")))
      .to.be.instanceOf(TypeError)
      .and.to.have.property("name", "Invalid");
    expect(trip(new Late("no")))
      .to.be.instanceOf(own.TimeoutError)
      .and.to.have.property("name", "Late");
  });

  it("keeps a name that it was given", () => {
    expect(trip(new Named("no"))).to.have.property("name", "GivenName");
    expect(trip(Object.assign(new Error("no"), { name: "Other" }))).to.have.property("name", "Other");
  });

  it("of a class that only a newer peer knows arrives as an Error with its name", () => {
    const bytes = Buffer.from(encodeValue(new TypeError("no")));
    bytes.write("NewerOnes", bytes.indexOf("TypeError"));
    bytes.write("NewerOnes", bytes.lastIndexOf("TypeError", bytes.indexOf("no")));
    const back = decodeValue(bytes);
    expect(back).to.be.instanceOf(Error).and.to.have.property("name", "NewerOnes");
  });

  it("carries any fields and any cause, also ones that are undefined", () => {
    const error = Object.assign(new Error("no", { cause: undefined }), {
      ...{ when: new Date(0), errors: [1], nested: new RangeError("in") },
      ...{ constructor: new TypeError("odd"), "\ud800": undefined },
    });
    const back = trip(error);
    expect(Object.keys(back)).to.deep.equal(Object.keys(error));
    expect("cause" in back).to.equal(true);
    expect("cause" in trip(new Error("no"))).to.equal(false);
    expect(isDeepStrictEqual(back, error)).to.equal(true);
  });

  it("of Node.js itself keeps its code", () => {
    for (const fail of [() => new URL("nowhere"), () => process.chdir("/nowhere"), () => Buffer.alloc(-1)]) {
      try {
        fail();
      } catch (error) {
        const back = trip(error);
        expect(back.name).to.equal((error as Error).name);
        expect({ ...back }).to.deep.equal({ ...(error as Error) });
      }
    }
  });

  it("that holds what cannot travel is refused, where it is a value", () => {
    const error = Object.assign(new Error("no"), { retry: () => 1 });
    expect(() => encodeValue([error])).to.throw(own.SerializationError, "value[0].retry");
  });
});

describe("what was thrown", () => {
  it("stays what it is where it is an Error", () => {
    const error = new Rejected("no", 1);
    expect(toError(error)).to.equal(error);
  });

  it("becomes the cause of a TaskError where it is none", () => {
    for (const thrown of [undefined, null, 0, "text", 1n, { code: 7 }, [1]]) {
      const back = tripFailure(thrown);
      expect(back).to.be.instanceOf(own.TaskError);
      expect(back.message).to.include(inspect(thrown));
      expect(back.cause).to.deep.equal(thrown);
      expect("cause" in back).to.equal(true);
    }
  });

  it("arrives with a text for each field that cannot travel, and the others as they are", () => {
    const cause = Object.assign(new TypeError("inner"), { socket: new WeakMap(), port: 80 });
    const error = Object.assign(new Error("outer", { cause }), {
      handler: () => 1,
      list: [1, Symbol("s")],
      status: 5,
    });
    const back = tripFailure(error);
    expect(back).to.include({ message: "outer", stack: error.stack, status: 5 });
    expect(back).to.have.property("handler", "[Function: handler]");
    expect(back).to.have.property("list", "[ 1, Symbol(s) ]");
    expect(back.cause).to.be.instanceOf(TypeError).and.to.include({ message: "inner", port: 80 });
    expect(back.cause).to.have.property("socket", "WeakMap { <items unknown> }");
  });

  it("arrives with the good fields, however many bad ones came before", () => {
    const bad = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`bad${i}`, [[() => i]]]));
    const back = tripFailure(Object.assign(new Error("many"), bad, { good: [[{ a: 1 }]] }));
    expect(back).to.deep.include({ bad149: "[ [ [Function (anonymous)] ] ]", good: [[{ a: 1 }]] });
  });

  it("arrives where fields lead back to it, or too deep", () => {
    const loop: Error & { self?: unknown } = new Error("loop");
    loop.self = { loop };
    expect(tripFailure(loop)).to.have.property("self").that.is.a("string");
    let chain = new Error("innermost");
    for (let i = 0; i < 300; i++) chain = new Error(`${i}`, { cause: chain });
    expect(tripFailure(chain)).to.have.nested.property("cause.cause.message", "297");
  });

  it("arrives whatever happens when it is read", () => {
    const hostile = (): never => {
      throw new Error("do not look");
    };
    const field = Object.defineProperty(new RangeError("field"), "detail", {
      get: hostile,
      enumerable: true,
    });
    expect(tripFailure(field))
      .to.be.instanceOf(RangeError)
      .and.to.include({ message: "field", detail: "[cannot be shown]" });
    const head = Object.defineProperties(new RangeError("head"), {
      ...{ stack: { get: hostile }, message: { get: hostile }, name: { get: hostile } },
    });
    expect(tripFailure(head)).to.be.instanceOf(RangeError);
    const keys = new Proxy(new RangeError("keys"), { ownKeys: hostile });
    expect(tripFailure(keys)).to.be.instanceOf(RangeError).and.to.have.property("message", "keys");
    const shown = { [inspect.custom]: hostile, call: hostile };
    expect(tripFailure(shown).cause).to.be.a("string");
    const traps = {
      get: hostile,
      getPrototypeOf: hostile,
      ownKeys: hostile,
      has: hostile,
      getOwnPropertyDescriptor: hostile,
    };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const thrown of [
      new Proxy({}, traps),
      new Proxy(new Error("all"), traps),
      new Proxy(hostile, traps),
      proxy,
    ]) {
      expect(tripFailure(thrown)).to.be.instanceOf(Error);
    }
    const polluting = Object.assign(new Error("proto"), JSON.parse('{"a":1}'));
    Object.defineProperty(polluting, "__proto__", { value: 1, enumerable: true });
    expect(tripFailure(polluting)).to.include({ message: "proto", a: 1 });
  });

  it("arrives where its message and stack are no strings", () => {
    const odd = Object.assign(new Error(), { message: { a: 1 }, stack: undefined });
    expect(tripFailure(odd)).to.include({ message: "{ a: 1 }", stack: "Error: { a: 1 }" });
  });
});
