import { encodeValue } from "../codec/value.ts";
import type { Payload } from "../protocol/messages.ts";
import { referenceOf } from "./given.ts";
import type { House } from "./house.ts";
import type { FromActors } from "./words.ts";

/** What a machine tells, on its way out in order: what refers to futures or actors waits until the scheduler knows them. */
export class Dispatch {
  readonly #house: House;
  /** Keys inside what was encoded since the last word. */
  #keys: string[] = [];
  /** The last word that has not gone out yet. */
  #behind: Promise<void> | null = null;
  readonly #reference = (value: object) => referenceOf(value, this.#keys);

  constructor(house: House) {
    this.#house = house;
  }

  /** Whether what was encoded for the word at hand refers to futures or actors. */
  get refers(): boolean {
    return this.#keys.length > 0;
  }

  /** Throws `SerializationError` with a path that begins at `root`. */
  encode(value: unknown, root: string): Payload {
    return encodeValue(value, { root, reference: this.#reference });
  }

  say(word: FromActors): void {
    const { refers } = this;
    if (refers) this.#keys = [];
    if (refers || this.#behind !== null) this.#queue(word, refers);
    else this.#house.say(word);
  }

  #queue(word: FromActors, refers: boolean): void {
    const turn = this.#follow(this.#behind, word, refers);
    this.#behind = turn;
    void turn.then(() => {
      if (this.#behind === turn) this.#behind = null;
    });
  }

  async #follow(before: Promise<void> | null, word: FromActors, refers: boolean): Promise<void> {
    await before;
    if (refers) await this.#house.client.client.delivered();
    this.#house.say(word);
  }
}
