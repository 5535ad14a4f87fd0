/** Signs of life of this client on end without an answer after which the scheduler counts as silent. */
const SILENT_BEATS = 3;

/** Whether the scheduler is there: it acknowledges each sign of life, so who says nothing after some is not. */
export class Presence {
  #heard = 0;
  #missed = 0;

  get silent(): boolean {
    return this.#missed >= SILENT_BEATS;
  }

  /** Looks, at a sign of life, at how many frames have come in all; returns whether `silent` has changed. */
  beat(heard: number): boolean {
    const before = this.silent;
    this.#missed = heard === this.#heard ? this.#missed + 1 : 0;
    this.#heard = heard;
    return this.silent !== before;
  }
}
