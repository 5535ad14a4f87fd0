/** Keys in one word at most: a word of any number of them might be larger than a scheduler takes. */
const KEYS = 10_000;

/** Keys as several words name them. */
export function partsOf(keys: readonly string[]): readonly (readonly string[])[] {
  if (keys.length <= KEYS) return [keys];
  const parts: (readonly string[])[] = [];
  for (let at = 0; at < keys.length; at += KEYS) parts.push(keys.slice(at, at + KEYS));
  return parts;
}
