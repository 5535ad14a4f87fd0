import { type Traveller, traveller } from "./traveller.ts";

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

/** Functions that dispose of what they use. */
export const disposal: readonly Traveller[] = [
  traveller("a function with using", disposing, (f) => [f([], false), f([], true)]),
  traveller("an async function with await using", disposingAsync, (f) => f([])),
];
