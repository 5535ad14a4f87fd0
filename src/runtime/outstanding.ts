import { goesOn } from "./frame.ts";

/** Bytes that are said again at first; twice as many whenever some of what was said again has arrived. */
const CAUTIOUS_BYTES = 64 << 10;

/**
 * Frames that were sent and are not acknowledged, the oldest first. When they may have been lost, they are said again
 * a few at a time, so that whoever could not take all of them at once gets them in the end.
 */
export class Outstanding {
  /** The oldest goes on with a body that began in one which has arrived. */
  severed = false;
  #frames: Uint8Array[] = [];
  #bytes = 0;
  /** How many of them, the youngest, are still to be said again. */
  #lost = 0;
  /** Bytes of the others since the last loss, and how many those may be. */
  #underWay = 0;
  #allowance = 0;

  get count(): number {
    return this.#frames.length;
  }

  /** Bytes that they take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Some are still to be said again: nothing new goes before them. */
  get lossy(): boolean {
    return this.#lost > 0;
  }

  add(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#bytes += frame.byteLength;
    this.#underWay += frame.byteLength;
  }

  /** The oldest `count` have arrived; false where there is none of them. */
  settle(count: number): boolean {
    if (count <= 0) return false;
    const said = this.#frames.length - this.#lost;
    const settled = this.#frames.splice(0, count);
    for (const [i, { byteLength }] of settled.entries()) {
      this.#bytes -= byteLength;
      if (i < said) this.#underWay -= byteLength;
    }
    this.#lost = Math.min(this.#lost, this.#frames.length);
    const last = settled.at(-1);
    if (last === undefined) return false;
    this.severed = goesOn(last);
    this.#allowance *= 2;
    return true;
  }

  /** All of them may have been lost. */
  lose(): void {
    this.#lost = this.#frames.length;
    this.#underWay = 0;
    this.#allowance = CAUTIOUS_BYTES;
  }

  /** Those that are to be said again now. */
  *again(): Iterable<Uint8Array> {
    for (let frame = this.#frames.at(-this.#lost); this.#lost > 0 && frame !== undefined; ) {
      if (this.#underWay > 0 && this.#underWay + frame.byteLength > this.#allowance) return;
      this.#lost--;
      this.#underWay += frame.byteLength;
      yield frame;
      frame = this.#frames.at(-this.#lost);
    }
  }

  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
    this.#lost = 0;
    this.#underWay = 0;
  }

  [Symbol.iterator](): Iterator<Uint8Array> {
    return this.#frames[Symbol.iterator]();
  }
}
