/** Of the limit, what one item may take: a single one does not keep all others out. */
const SHARE = 0.1;

/** The first of some items that together have so much weight at most. */
export function excerpt<T>(items: Iterable<T>, limit: number, weigh: (item: T) => number): T[] {
  const taken: T[] = [];
  let weight = 0;
  for (const item of items) {
    const own = weigh(item);
    if (own > limit * SHARE) continue;
    weight += own;
    if (weight > limit) break;
    taken.push(item);
  }
  return taken;
}

/** Bytes that some texts take in a message at most. */
export function bytesOf(...texts: readonly (string | null)[]): number {
  let bytes = 0;
  for (const text of texts) bytes += 5 + 3 * (text?.length ?? 0);
  return bytes;
}
