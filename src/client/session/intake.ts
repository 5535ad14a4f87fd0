import { SCHEDULER } from "../../protocol/subjects.ts";
import { Bell } from "../../runtime/bell.ts";
import type { Line } from "../../runtime/line.ts";
import type { Briefing } from "./briefing.ts";
import type { Entry } from "./entry.ts";
import type { Kept } from "./kept.ts";
import type { Surroundings } from "./surroundings.ts";

/** Bytes of arguments of one client's tasks that a scheduler has at a time and that have not ended. */
const OPEN_BYTES = 256 << 20;
/** What any task counts as at least: so there are about 100 000 of them. */
const TASK_BYTES = 2560;
/** Entries that waited, and do no more, that are kept in the list. */
const SPENT = 10_000;

/** What an intake needs of its session. */
export interface IntakeSeams {
  readonly briefing: Pick<Briefing, "tell">;
  readonly kept: Pick<Kept, "told">;
  readonly line: Pick<Line<never, never>, "room" | "delivered">;
  readonly surroundings: Pick<Surroundings, "wait">;
}

/**
 * Holds a client back that submits faster than its tasks end: what is too much for the scheduler waits here, in
 * order, until others have ended. What something else is made from is said with that.
 */
export class Intake {
  readonly #session: IntakeSeams;
  #open = 0;
  #waiting: Entry[] = [];
  /** How many of those that waited do no more. */
  #next = 0;
  readonly #relief = new Bell();

  constructor(session: IntakeSeams) {
    this.#session = session;
  }

  /** Tells the scheduler of a new key, or has it wait. */
  add(entry: Entry): void {
    if (isTask(entry) && (this.#isFull || this.#isBehind)) this.#waiting.push(entry);
    else this.#session.briefing.tell(entry);
  }

  /** The scheduler has been told of it. */
  told(entry: Entry): void {
    this.#session.kept.told(entry);
    const message = entry.description?.message;
    if (entry.weight > 0 || message?.[0] !== "submit") return;
    entry.weight = Math.max(message[3].byteLength, TASK_BYTES);
    this.#open += entry.weight;
  }

  /** It has ended, or this client does not want it any more. */
  ended(entry: Entry): void {
    if (entry.weight === 0) return;
    this.#open -= entry.weight;
    entry.weight = 0;
    this.#proceed(() => !this.#isFull);
  }

  /** These entries but for those that wait here. */
  without(entries: Iterable<Entry>): Entry[] {
    return [...entries].filter((entry) => entry.settled || entry.told > 0);
  }

  /**
   * Resolves when there is room for more: nothing waits here, and the scheduler has taken most of what was said.
   * Inside a task that gives the slot away: the tasks that are to end first may need it.
   */
  async room(): Promise<void> {
    const resume = this.#session.surroundings.wait();
    try {
      while (this.#isBehind) await this.#relief.heard();
      await this.#session.line.room(SCHEDULER);
    } finally {
      resume();
    }
  }

  /** Resolves when the scheduler knows of all that was asked for so far, however much that is. */
  delivered(): Promise<void> {
    this.#proceed(() => true);
    return this.#session.line.delivered(SCHEDULER);
  }

  /** Nothing is told any more. */
  close(): void {
    this.#waiting = [];
    this.#next = 0;
    this.#relief.ring();
  }

  get #isFull(): boolean {
    return this.#open >= OPEN_BYTES;
  }

  get #isBehind(): boolean {
    return this.#next < this.#waiting.length;
  }

  #proceed(may: () => boolean): void {
    if (!this.#isBehind) return;
    while (this.#isBehind && may()) {
      const entry = this.#waiting[this.#next++] as Entry;
      // It may have been let go of, or told of with what depends on it.
      if (entry.wanted && entry.told === 0) this.#session.briefing.tell(entry);
    }
    if (this.#isBehind) return this.#trim();
    this.#waiting = [];
    this.#next = 0;
    this.#relief.ring();
  }

  /** Lets go of those that wait no more, once they are most. */
  #trim(): void {
    if (this.#next < SPENT || this.#next * 2 < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
  }
}

const isTask = ({ description }: Entry): boolean => description?.message[0] === "submit";
