/** A piece of a file, bytes. */
export interface Extent {
  readonly offset: number;
  readonly size: number;
}

/** Which pieces of a file are in use: a new one goes to the first gap that is large enough, or to the end. */
export class Extents {
  /** Gaps in order, no two side by side, none at the end. */
  readonly #gaps: Extent[] = [];
  #end = 0;

  /** Bytes from the beginning to the end of the last piece in use. */
  get end(): number {
    return this.#end;
  }

  take(size: number): Extent {
    const at = this.#gaps.findIndex((gap) => gap.size >= size);
    const gap = this.#gaps[at];
    if (gap === undefined) {
      this.#end += size;
      return { offset: this.#end - size, size };
    }
    const left = { offset: gap.offset + size, size: gap.size - size };
    this.#gaps.splice(at, 1, ...(left.size > 0 ? [left] : []));
    return { offset: gap.offset, size };
  }

  free({ offset, size }: Extent): void {
    if (size === 0) return;
    let at = this.#gaps.findIndex((gap) => gap.offset > offset);
    if (at < 0) at = this.#gaps.length;
    const before = this.#gaps[at - 1];
    const after = this.#gaps[at];
    const joinsBefore = before !== undefined && before.offset + before.size === offset;
    const joinsAfter = after !== undefined && offset + size === after.offset;
    const start = joinsBefore ? before.offset : offset;
    const end = joinsAfter ? after.offset + after.size : offset + size;
    const from = joinsBefore ? at - 1 : at;
    const gone = (joinsBefore ? 1 : 0) + (joinsAfter ? 1 : 0);
    if (end < this.#end) {
      this.#gaps.splice(from, gone, { offset: start, size: end - start });
    } else {
      this.#gaps.splice(from, gone);
      this.#end = start;
    }
  }
}
