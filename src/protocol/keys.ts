const RANDOM = /-[0-9a-f]{32}$/;

/** What a key begins with: the name of its function, class or machine; all of a key that somebody chose. */
export function nameOf(key: string): string {
  return key.replace(RANDOM, "");
}
