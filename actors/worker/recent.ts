import type { Life, ResultTestimony } from "../../src/protocol/messages.ts";

/**
 * Results, or lives, and bytes of memory that they keep, after which what came before the last so many is forgotten. Of
 * tasks that take no time there are many more; but to keep those costs more than to compute them again.
 */
const COUNT = 512;
const BYTES = 1 << 20;

/** What came between two times of forgetting. */
class Generation {
  readonly results: ResultTestimony[] = [];
  readonly lives = new Map<number, Life>();
  bytes = 0;

  get full(): boolean {
    return this.results.length >= COUNT || this.lives.size >= COUNT || this.bytes >= BYTES;
  }
}

/**
 * The last small results that a worker has said: a scheduler that has heard of them may die before it has told anybody,
 * and the next one need not have them computed again.
 */
export class Recent {
  #young = new Generation();
  #old = new Generation();
  /** What the last result is a part of: many come in one. */
  #memory: ArrayBufferLike | null = null;

  add(result: ResultTestimony): void {
    const memory = result[3]?.buffer ?? null;
    if (memory !== this.#memory) {
      this.#memory = memory;
      this.#young.bytes += memory?.byteLength ?? 0;
    }
    this.#young.results.push(result);
    this.#age();
  }

  /** A run has ended that was for this life of its key. */
  end(run: number, life: string): void {
    this.#young.lives.set(run, life);
    this.#age();
  }

  clear(): void {
    this.#old = new Generation();
    this.#young = new Generation();
    this.#memory = null;
  }

  /** In the order in which they were made. */
  get results(): readonly ResultTestimony[] {
    return [...this.#old.results, ...this.#young.results];
  }

  /** The life that a run was for which has ended; null where it was for none, or is forgotten. */
  lifeOf(run: number): Life {
    return this.#young.lives.get(run) ?? this.#old.lives.get(run) ?? null;
  }

  #age(): void {
    if (!this.#young.full) return;
    this.#old = this.#young;
    this.#young = new Generation();
    this.#memory = null;
  }
}
