import { expect } from "chai";
import type { Told } from "./telling.ts";

/** Histories by what is special about them. */
type Stories<Request, Reply> = Readonly<Record<string, readonly Told<Request, Reply>[]>>;

export const DONE = ["done"] as const;
export const EXPIRED = ["expired"] as const;

/** One spec for each history, by whether there is a fault in it. */
export function describeModel<Request, Reply>(
  title: string,
  look: (lines: readonly Told<Request, Reply>[]) => string | null,
  { right, wrong }: { right: Stories<Request, Reply>; wrong: Stories<Request, Reply> },
): void {
  describe(title, () => {
    for (const [name, lines] of Object.entries(right)) {
      it(`explains ${name}`, () => expect(look(lines)).to.equal(null));
    }
    for (const [name, lines] of Object.entries(wrong)) {
      it(`finds ${name}`, () => expect(look(lines)).to.be.a("string"));
    }
  });
}
