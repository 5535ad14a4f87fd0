import { type Traveller, traveller } from "./traveller.ts";

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

const asks = (): string[] => [typeof require, typeof nowhere, typeof process];
declare const nowhere: unknown;

/** Names that are no captures, however much they look it. */
export const names: readonly Traveller[] = [
  traveller("labels, destructuring and object keys that look like variables", scopes, (f) =>
    f([{ x: 1, y: { z: 4 } }, { x: 5 }]),
  ),
  traveller("names that are asked for only by typeof", asks, (f) => f().slice(1)),
];
