import { type Traveller, traveller } from "./traveller.ts";

function declared(a: number, b = a * 2): number {
  return a + b;
}

async function declaredAsync(ms: number): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  const { length, ...others } = { length: ms, a: 1, b: { ...{ c: 2 } } };
  return `${length}${JSON.stringify(others)}`;
}

const fact = (n: number): number => (n < 2 ? 1 : n * fact(n - 1));

const defaults = (
  a: number,
  { b, c = b }: { b: number; c?: number } = { b: a },
  ...rest: number[]
): number[] => {
  const add = (x = a, [y = x] = [x]): number => x + y;
  return [a, b, c, rest.length, add(), Math.max(...rest, a ?? b)];
};

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

/** Functions declared, arrow functions, and what they may say of themselves. */
export const functions: readonly Traveller[] = [
  traveller("a function declaration with default parameters", declared, (f) => [
    f(1),
    f(1, 5),
    f.name,
    f.length,
  ]),
  traveller("an async function", declaredAsync, (f) => f(1)),
  traveller("an arrow function that calls itself by its name", fact, (f) => [f(5), f.name]),
  traveller(
    "a function expression with a name of its own",
    function inner(n: number): number {
      return n < 1 ? 0 : 1 + inner(n - 1);
    },
    (f) => [f(3), f.name],
  ),
  traveller("default parameters that use others", defaults, (f) => [f(1), f(1, { b: 2 }, 8, 9)]),
  traveller("this and new.target of a function and of arrow functions inside", lists, (f) => f.call("me")),
  traveller("an async arrow function from inside a function", asyncArrows(), (f) => f(1, 2, 3)),
];
