import type { StatusView, StreamView } from "../client/observer/views.ts";
import { NotFoundError, TimeoutError } from "../protocol/errors.ts";
import type { Cancel, Clock } from "../runtime/clock.ts";
import { reasonOf } from "./reason.ts";
import type { Source } from "./source.ts";

/** Time without a question after which nobody looks any more, ms. */
const IDLE_MS = 30_000;
/** Pause after a source could not be had, ms. */
const RETRY_MS = 1000;
/** Time in which every process has told what it uses, once it is asked to, ms. */
const WARM_MS = 500;

/** What a sight is made over. */
export interface SightSeams {
  readonly clock: Clock;
  readonly control: boolean;
  /** A source once a scheduler answers; rejects when none does in time. */
  open(): Promise<Source>;
  /** What processes tell of themselves. */
  heard(stream: StreamView): void;
  /** How things stand has changed. */
  changed(): void;
  /** Nobody looks any more. */
  closed(): void;
}

/** Has a source while somebody looks, and knows whether it answers. */
export class Sight {
  readonly #seams: SightSeams;
  #source: Promise<Source> | null = null;
  #unwatch: (() => void) | null = null;
  #opened = 0;
  #attended = 0;
  #idle: Cancel | null = null;
  #failed: { readonly at: number; readonly error: unknown } | null = null;
  #over = false;
  status: StatusView;

  constructor(seams: SightSeams) {
    this.#seams = seams;
    this.status = { answers: false, why: "The scheduler is being asked.", control: seams.control };
  }

  /** Somebody looks now. */
  attend(): void {
    this.#attended = this.#seams.clock.now();
  }

  /** Asks the source, which is opened where there is none. */
  async ask<T>(question: (source: Source) => Promise<T>): Promise<T> {
    const source = this.#have();
    try {
      const answer = await question(await source);
      this.#stand(true, null);
      return answer;
    } catch (error) {
      if (error instanceof NotFoundError) this.#stand(true, null);
      else this.unanswered(error);
      // A source that is closed, or talks nonsense, does not get better.
      const lives = error instanceof NotFoundError || error instanceof TimeoutError;
      if (this.#source === source && !lives) void this.#drop();
      throw error;
    }
  }

  /** Has a failed task run again; that it cannot be is no fault of the source. */
  async retry(key: string): Promise<void> {
    await (await this.#have()).retry(key);
  }

  /** Nothing was answered for so long that somebody gave up. */
  unanswered(error: unknown): void {
    this.#stand(false, reasonOf(error));
  }

  /** Resolves when the processes had time to tell what they use. */
  async warm(): Promise<void> {
    await this.#have();
    const { clock } = this.#seams;
    const left = this.#opened + WARM_MS - clock.now();
    if (left > 0) await new Promise<void>((resolve) => clock.after(left, resolve));
  }

  async close(): Promise<void> {
    this.#over = true;
    await this.#drop();
  }

  #have(): Promise<Source> {
    this.attend();
    if (this.#source !== null) return this.#source;
    const source = this.#open();
    this.#source = source;
    source.catch(() => {
      if (this.#source === source) this.#source = null;
    });
    return source;
  }

  async #open(): Promise<Source> {
    const { clock, heard, open } = this.#seams;
    const failed = this.#failed;
    if (failed !== null && clock.now() - failed.at < RETRY_MS) throw failed.error;
    try {
      const source = await open();
      if (this.#over) {
        await source.close();
        throw new Error("The dashboard was closed.");
      }
      this.#failed = null;
      this.#opened = clock.now();
      this.#unwatch = source.watch(heard);
      this.#look();
      return source;
    } catch (error) {
      this.#failed = { at: clock.now(), error };
      throw error;
    }
  }

  #look(): void {
    const { clock, closed } = this.#seams;
    this.#idle = clock.after(IDLE_MS, () => {
      if (clock.now() - this.#attended < IDLE_MS) return this.#look();
      void this.#drop();
      closed();
    });
  }

  async #drop(): Promise<void> {
    const source = this.#source;
    this.#source = null;
    this.#idle?.();
    this.#unwatch?.();
    this.#unwatch = null;
    await source?.then(
      (opened) => opened.close(),
      () => {},
    );
  }

  #stand(answers: boolean, why: string | null): void {
    if (this.status.answers === answers && this.status.why === why) return;
    this.status = { ...this.status, answers, why };
    this.#seams.changed();
  }
}
