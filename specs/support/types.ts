import { expect } from "chai";
import type { Client } from "../../src/index.ts";

/** Whether two types are the same to the letter; unlike assignability, it tells `any` from all others. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** What is left to be shown where `Actual` is not exactly `Expected`: an argument that nobody gives. */
type Proof<Actual, Expected> =
  Equal<Actual, Expected> extends true ? [] : [{ actual: Actual; expected: Expected }];

/** `expectType<T>().of(value)` compiles where the type of `value` is exactly `T`. */
export function expectType<Expected>() {
  return { of: <Actual>(_value: Actual, ..._proof: Proof<Actual, Expected>): void => {} };
}

/** The body of a spec that the compiler checks: it is never run. */
export function compiled(body: (client: Client) => unknown): () => void {
  return () => expect(body).to.be.a("function");
}
