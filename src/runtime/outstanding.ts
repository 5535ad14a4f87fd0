import { goesOn } from "./frame.ts";

/** Frames that were sent and are not acknowledged, the oldest first. */
export class Outstanding {
  /** The oldest goes on with a body that began in one which has arrived. */
  severed = false;
  #frames: Uint8Array[] = [];
  #bytes = 0;

  get count(): number {
    return this.#frames.length;
  }

  /** Bytes that they take. */
  get bytes(): number {
    return this.#bytes;
  }

  add(frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#bytes += frame.byteLength;
  }

  /** The oldest `count` have arrived; false where there is none of them. */
  settle(count: number): boolean {
    if (count <= 0) return false;
    const settled = this.#frames.splice(0, count);
    for (const { byteLength } of settled) this.#bytes -= byteLength;
    const last = settled.at(-1);
    if (last !== undefined) this.severed = goesOn(last);
    return settled.length > 0;
  }

  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
  }

  [Symbol.iterator](): Iterator<Uint8Array> {
    return this.#frames[Symbol.iterator]();
  }
}
