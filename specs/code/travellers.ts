/**
 * Functions and classes of every kind, each with a way to use it. They are compiled in many ways, and
 * what arrives must answer as the original does.
 */
export interface Traveller<Sent = unknown> {
  readonly what: string;
  readonly sent: Sent;
  use(sent: Sent): unknown;
}

function traveller<Sent>(what: string, sent: Sent, use: (sent: Sent) => unknown): Traveller {
  return { what, sent, use: use as (sent: unknown) => unknown };
}

function declared(a: number, b = a * 2): number {
  return a + b;
}

async function declaredAsync(ms: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  const { length, ...others } = { length: ms, a: 1, b: { ...{ c: 2 } } };
  return `${length}${JSON.stringify(others)}`;
}

function* counting(to: number): Generator<number, string, number | undefined> {
  let step = 1;
  for (let n = 0; n < to; n += step) step = (yield n) ?? 1;
  return "end";
}

async function* reading(lines: readonly string[]): AsyncGenerator<string, number, unknown> {
  async function* inner(): AsyncGenerator<string, number> {
    try {
      yield await Promise.resolve("inner");
      yield "never";
    } finally {
      await Promise.resolve();
      lines.length;
    }
    return 7;
  }
  try {
    for (const line of lines) yield (await Promise.resolve(line)).toUpperCase();
    const result = yield* inner();
    yield* [`got ${result}`];
    await Promise.reject(new Error("lost"));
  } catch (error) {
    yield (error as Error).message;
  }
  return 3;
}

async function all<Item>(items: AsyncIterable<Item> | Iterable<Promise<Item>>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

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

const fact = (n: number): number => (n < 2 ? 1 : n * fact(n - 1));

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

function disposing(log: string[], fails: boolean): string[] {
  const open = (name: string) => ({ [Symbol.dispose]: () => void log.push(`closed ${name}`) });
  try {
    using a = open("a");
    using b = open("b");
    using none = null;
    log.push(`${typeof a} ${typeof b} ${none}`);
    if (fails) throw new Error("inside");
  } catch (error) {
    log.push((error as Error).message);
  }
  return log;
}

async function disposingAsync(log: string[]): Promise<string[]> {
  const fail = (name: string) => () => {
    log.push(name);
    throw new Error(name);
  };
  try {
    await using a = { [Symbol.asyncDispose]: async () => void log.push(await Promise.resolve("async")) };
    await using b = { [Symbol.dispose]: fail("first") };
    await using c = { [Symbol.asyncDispose]: fail("second") };
    log.push(`${typeof a} ${typeof b} ${typeof c}`);
  } catch (error) {
    const { name, error: last, suppressed } = error as SuppressedError;
    log.push(name, (last as Error).message, (suppressed as Error).message);
  }
  return log;
}

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

function withDecorators(): unknown[] {
  const log: unknown[] = [];
  const method = (fn: (this: unknown, x: number) => number, context: ClassMethodDecoratorContext) => {
    context.addInitializer(
      () => void log.push(`${context.kind} ${String(context.name)} ${context.static} ${context.private}`),
    );
    return function (this: unknown, x: number): number {
      return fn.call(this, x) + 1;
    };
  };
  const field = (_: undefined, context: ClassFieldDecoratorContext) => {
    log.push(`${context.kind} ${String(context.name)}`);
    return (value: number) => value * 10;
  };
  const accessor = (
    target: ClassAccessorDecoratorTarget<unknown, number>,
    context: ClassAccessorDecoratorContext<unknown, number>,
  ) => ({
    get(this: unknown): number {
      return target.get.call(this) + 1000;
    },
    init: (value: number) => {
      log.push(context.kind);
      return value + 100;
    },
  });
  const getter = (fn: (this: unknown) => number, context: ClassGetterDecoratorContext) => {
    log.push(context.kind);
    return function (this: unknown): number {
      return -fn.call(this);
    };
  };
  const whole = <Type extends abstract new (...args: never[]) => object>(
    type: Type,
    context: ClassDecoratorContext,
  ) => {
    log.push(`${context.kind} ${context.name} ${type.name}`);
    context.addInitializer(() => void log.push("class made"));
  };
  @whole
  class Decorated {
    @field value = 1;
    @accessor accessor size = 2;
    @field readonly #secret: number = 3;
    @method static stat(x: number): number {
      return x;
    }
    @method add(x: number): number {
      return this.value + this.#secret + x;
    }
    @method #hidden(x: number): number {
      return x * 2;
    }
    @getter get three(): number {
      return 3;
    }
    use(): number[] {
      this.size += 1;
      return [this.value, this.size, this.add(5), this.#hidden(5), this.three, Decorated.stat(1)];
    }
  }
  return [new Decorated().use(), Decorated.name, log];
}

function scopes(list: readonly { x: number; y?: { z: number } }[]): unknown {
  let total = 2;
  const tag = (strings: TemplateStringsArray, ...values: unknown[]): string =>
    strings.raw.join("|") + values.join();
  const object = { Math: 1, nothing: { elsewhere: 2 }, [`${key0()}`]: 3 };
  outer: for (const { x, y: { z } = { z: 0 } } of list) {
    for (const [index, value] of [x, z].entries()) {
      if (value === 0) continue outer;
      total += index * value;
    }
  }
  try {
    throw new Error("caught");
  } catch (error) {
    total += (error as Error).message.length;
  }
  function key0(): string {
    return "key";
  }
  const named = class Inner {
    me = (): string => Inner.name;
  };
  return [
    total,
    object.nothing?.elsewhere,
    object,
    tag`a${1}\n${object.nothing}`,
    new named().me(),
    list[9]?.y?.z,
  ];
}

const defaults = (
  a: number,
  { b, c = b }: { b: number; c?: number } = { b: a },
  ...rest: number[]
): number[] => {
  const add = (x = a, [y = x] = [x]): number => x + y;
  return [a, b, c, rest.length, add(), Math.max(...rest, a ?? b)];
};

const asks = (): string[] => [typeof require, typeof nowhere, typeof process];
declare const nowhere: unknown;

function lists(this: unknown): unknown {
  return [this, new.target, (() => [this, new.target])()];
}

function asyncArrows() {
  return async (x: number, ...rest: number[]): Promise<number> => {
    let sum = x;
    for await (const r of rest) sum += r;
    return sum + (await Promise.resolve(rest.length));
  };
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

async function requests(read: typeof reading): Promise<unknown[]> {
  const steps = read(["a", "b"]);
  const first = await Promise.all([steps.next(), steps.next(), steps.next()]);
  return [first, await steps.return(9), await steps.next()];
}

/** Everything that travels. */
export const travellers: readonly Traveller[] = [
  traveller("a function declaration with default parameters", declared, (f) => [
    f(1),
    f(1, 5),
    f.name,
    f.length,
  ]),
  traveller("an async function", declaredAsync, (f) => f(1)),
  traveller("a generator", counting, (f) => [...f(3)]),
  traveller("an async generator", reading, (f) => all(f(["a", "b"]))),
  traveller("an async generator under concurrent requests that is returned early", reading, requests),
  traveller("a function over async and sync iterables", all, (f) =>
    f([Promise.resolve(1), Promise.resolve(2)]),
  ),
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
  traveller("an arrow function that calls itself by its name", fact, (f) => [f(5), f.name]),
  traveller(
    "a function expression with a name of its own",
    function inner(n: number): number {
      return n < 1 ? 0 : 1 + inner(n - 1);
    },
    (f) => [f(3), f.name],
  ),
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
  traveller("a function with using", disposing, (f) => [f([], false), f([], true)]),
  traveller("an async function with await using", disposingAsync, (f) => f([])),
  traveller("a function with a class with private members", withPrivates, (f) => f(5)),
  traveller("a function with a decorated class", withDecorators, (f) => f()),
  traveller("labels, destructuring and object keys that look like variables", scopes, (f) =>
    f([{ x: 1, y: { z: 4 } }, { x: 5 }]),
  ),
  traveller("default parameters that use others", defaults, (f) => [f(1), f(1, { b: 2 }, 8, 9)]),
  traveller("names that are asked for only by typeof", asks, (f) => f().slice(1)),
  traveller("this and new.target of a function and of arrow functions inside", lists, (f) => f.call("me")),
  traveller("an async arrow function from inside a function", asyncArrows(), (f) => f(1, 2, 3)),
  traveller("a class that overrides and calls its super class", overridden, (f) => f()),
];
