import { all } from "./generators.ts";
import { type Traveller, traveller } from "./traveller.ts";

const key = "computed";
const shelf = {
  plain(x: number): number {
    return x + 1;
  },
  async patient(x: number): Promise<number> {
    return (await Promise.resolve(x)) + 1;
  },
  *some(x: number): Generator<number> {
    yield x;
    yield x + 1;
  },
  async *many(x: number): AsyncGenerator<number> {
    yield x;
    yield x + 1;
  },
  [key](x: number): number {
    return x * 2;
  },
  "quoted name"(x: number): number {
    return x * 3;
  },
  42(x: number): number {
    return x * 42;
  },
  [Symbol.iterator](): string {
    return "iterated";
  },
  get half(): string {
    return typeof this;
  },
  async(x: number): number {
    return -x;
  },
};

class Kit {
  static tool(x: number): number {
    return x ** 2;
  }
  static async patientTool(x: number): Promise<number> {
    return (await Promise.resolve(x)) ** 2;
  }
  method(x: number): string {
    return `${x}!`;
  }
}

/** Methods of objects and classes. */
export const methods: readonly Traveller[] = [
  traveller("a shorthand method", shelf.plain, (f) => [f(1), f.name]),
  traveller("an async shorthand method", shelf.patient, (f) => f(1)),
  traveller("a generator method", shelf.some, (f) => [...f(1)]),
  traveller("an async generator method", shelf.many, (f) => all(f(1))),
  traveller("a method with a computed key", shelf[key], (f) => [f(2), f.name]),
  traveller("a method with a quoted key", shelf["quoted name"], (f) => [f(2), f.name]),
  traveller("a method with a number for a key", shelf[42], (f) => [f(2), f.name]),
  traveller("a method with a symbol for a key", shelf[Symbol.iterator], (f) => [f(), f.name]),
  traveller("a getter", Object.getOwnPropertyDescriptor(shelf, "half")?.get, (f) => f?.call(1)),
  traveller("a method called async", shelf.async, (f) => f(2)),
  traveller("a static method", Kit.tool, (f) => f(3)),
  traveller("an async static method", Kit.patientTool, (f) => f(3)),
  traveller("a method of a class", Kit.prototype.method, (f) => f(3)),
];
