import { type Traveller, traveller } from "./traveller.ts";

class Shape {
  readonly sides: number;
  label = `shape of ${this.constructor.name}`;
  constructor(sides: number) {
    this.sides = sides;
  }
  get double(): number {
    return this.sides * 2;
  }
  twin(): Shape {
    return new Shape(this.sides);
  }
  static square(): Shape {
    return new Shape(4);
  }
  async later(): Promise<string> {
    return `${await Promise.resolve(this.label)} ${Shape.name}`;
  }
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, options?: ErrorOptions) {
    super(`refused with ${status}`, options);
    this.name = "Refusal";
    this.status = status;
  }
}

const Anonymous = class {
  n = 1;
  self(): string {
    return Anonymous.name;
  }
};

function withPrivates(n: number): unknown[] {
  class Safe {
    static #opened = 0;
    #value: number;
    constructor(value: number) {
      this.#value = value;
    }
    get #twice(): number {
      return this.#value * 2;
    }
    set #twice(value: number) {
      this.#value = value / 2;
    }
    #add(x: number): number {
      this.#value += x;
      return this.#value++;
    }
    static holds(thing: object): boolean {
      Safe.#opened += 1;
      return #value in thing;
    }
    run(): number[] {
      this.#twice = this.#twice + 10;
      return [this.#add(1), this.#value, this.#twice, Safe.#opened];
    }
  }
  return [Safe.holds(new Safe(n)), Safe.holds({}), new Safe(n).run()];
}

function overridden(): unknown {
  class Base {
    values = [1];
    async list(): Promise<number[]> {
      return this.values;
    }
    set size(n: number) {
      this.values.length = n;
    }
    get size(): number {
      return this.values.length;
    }
  }
  class Derived extends Base {
    override async list(): Promise<number[]> {
      super.size = 3;
      return [...(await super.list()), super.size];
    }
  }
  return new Derived().list();
}

/** Classes by themselves, and in functions. */
export const classes: readonly Traveller[] = [
  traveller("a class with fields, a getter and static methods", Shape, async (type) => {
    const square = type.square();
    return [square.double, square.twin().sides, square.label, await square.later(), type.name];
  }),
  traveller("a class that extends a global", Refusal, (type) => {
    const refusal = new type(404, { cause: 1 });
    return [
      refusal instanceof Error,
      refusal.message,
      refusal.status,
      refusal.name,
      refusal.cause,
      type.name,
    ];
  }),
  traveller("an anonymous class that means itself by its name", Anonymous, (type) => [
    new type().self(),
    new type().n,
  ]),
  traveller("a function with a class with private members", withPrivates, (f) => f(5)),
  traveller("a class that overrides and calls its super class", overridden, (f) => f()),
];
