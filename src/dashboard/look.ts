import { TimeoutError } from "../protocol/errors.ts";
import type { Clock } from "../runtime/clock.ts";
import { within } from "../runtime/within.ts";
import type { Sight } from "./sight.ts";
import type { Source } from "./source.ts";

/** Time for an answer, ms. */
const PATIENCE_MS = 2000;

/** One view as JSON, asked for no more often than makes sense, whoever wants it. */
export class Look {
  /** What it is called in events. */
  readonly name: string;
  /** Null before the first answer. */
  text: string | null = null;
  /** Grows with every change of the text. */
  version = 0;
  readonly #sight: Sight;
  readonly #clock: Clock;
  readonly #interval: number;
  readonly #question: (source: Source) => Promise<unknown>;
  readonly #tell: (look: Look) => void;
  #asked = Number.NEGATIVE_INFINITY;
  #open: Promise<string> | null = null;

  /** `tell` is called with each answer. */
  constructor(
    name: string,
    interval: number,
    question: (source: Source) => Promise<unknown>,
    seams: { readonly sight: Sight; readonly clock: Clock; tell(look: Look): void },
  ) {
    this.name = name;
    this.#interval = interval;
    this.#question = question;
    this.#sight = seams.sight;
    this.#clock = seams.clock;
    this.#tell = seams.tell;
  }

  /** Asks where the last answer is old, and no question is open. */
  refresh(): void {
    this.#sight.attend();
    if (this.#open !== null || this.#fresh) return;
    this.answer().catch(() => {});
  }

  /** The last answer where it is recent, else the next; rejects with `TimeoutError` where none comes. */
  async answer(): Promise<string> {
    if (this.#open === null && this.#fresh && this.text !== null) return this.text;
    this.#open ??= this.#ask().finally(() => {
      this.#open = null;
    });
    try {
      return await within(this.#clock, this.#open, PATIENCE_MS, "the scheduler");
    } catch (error) {
      if (error instanceof TimeoutError) this.#sight.unanswered(error);
      throw error;
    }
  }

  /** The answer is too old for whoever looks next. */
  forget(): void {
    this.text = null;
    this.#asked = Number.NEGATIVE_INFINITY;
  }

  get #fresh(): boolean {
    return this.#clock.now() - this.#asked < this.#interval;
  }

  async #ask(): Promise<string> {
    this.#asked = this.#clock.now();
    const text = JSON.stringify(await this.#sight.ask(this.#question));
    if (text !== this.text) this.version++;
    this.text = text;
    this.#tell(this);
    return text;
  }
}
