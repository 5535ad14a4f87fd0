import type { Random } from "../simulation/random.ts";

/** What no field is prepared for, or some are. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  "",
  "key",
  "__proto__",
  "constructor",
  "x".repeat(10_000),
  "../../etc/passwd",
  "client.honest",
  new Uint8Array(0),
  new Uint8Array(100),
  [],
  [[]],
  [null, null],
  Array<string>(1000).fill("key"),
];

/** The same message with something in it that is another, missing, more or twice; what is inside bytes stays. */
export function mutate(message: readonly unknown[], random: Random): unknown[] {
  const copy = clone(message) as unknown[];
  // The kind mostly stays: else nothing of it would be read.
  const at = random.chance(0.95) ? 1 + random.below(copy.length) : 0;
  let place = copy;
  let i = Math.min(at, copy.length);
  for (
    let inner = place[i];
    Array.isArray(inner) && inner.length > 0 && random.chance(0.7);
    inner = place[i]
  ) {
    place = inner;
    i = random.below(place.length);
  }
  switch (random.below(6)) {
    case 0:
      place.splice(i, 1);
      break;
    case 1:
      place.splice(i, 0, random.pick(STRANGE));
      break;
    case 2:
      place.push(...place.slice(0, 2));
      break;
    default:
      place[i] =
        typeof place[i] === "number" && random.chance(0.5) ? nearby(place[i], random) : random.pick(STRANGE);
  }
  return copy;
}

/** The same bytes, cut short, with one changed, or with more behind them. */
export function garble(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.byteLength + 1);
  switch (random.below(3)) {
    case 0:
      return bytes.slice(0, at);
    case 1: {
      const changed = bytes.slice();
      if (at < changed.byteLength) changed[at] = random.below(256);
      return changed;
    }
    default:
      return new Uint8Array([...bytes, ...bytes.subarray(at)]);
  }
}

const nearby = (number: unknown, random: Random): number =>
  Number(number) + random.pick([-1, 1, 1000, -1000, 2 ** 32]);

const clone = (field: unknown): unknown => (Array.isArray(field) ? field.map(clone) : field);
