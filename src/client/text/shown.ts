import type { InspectOptionsStylized } from "node:util";

/** Under this symbol `util.inspect`, and so `console.log`, asks objects what it is to show of them. */
export const SHOWN: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

/** What is shown of an object whose text is `<Kind: …>` or `<Kind(…)>`: that, or just its kind where it stands too deep. */
export function shown(object: object, depth: number, { stylize }: InspectOptionsStylized): string {
  const text = String(object);
  return stylize(depth < 0 ? `[${/\w+/.exec(text)}]` : text, "special");
}
