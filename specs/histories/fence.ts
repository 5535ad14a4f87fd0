/** Something that only who holds a lock may touch: it turns away tokens that are older than what it has seen. */
export class Fence {
  readonly #last = new Map<string, number>();
  /** Holders that were turned away. */
  readonly breaches: string[] = [];

  /** Whether nobody with a later grant of one of these locks was here. */
  admits(locks: readonly string[], token: number): boolean {
    const admitted = locks.every((name) => token >= (this.#last.get(name) ?? 0));
    if (admitted) for (const name of locks) this.#last.set(name, token);
    return admitted;
  }

  /** Somebody held these locks all the time, and was turned away. */
  accuse(locks: readonly string[], token: number): void {
    this.breaches.push(`Token ${token} of ${locks.join(", ")} was turned away while it was held.`);
  }
}
