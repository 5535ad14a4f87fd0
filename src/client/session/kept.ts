import type { TroupeError } from "../../protocol/errors.ts";
import type { ClientToScheduler } from "../../protocol/messages.ts";
import { Bell } from "../../runtime/bell.ts";
import type { Clock } from "../../runtime/clock.ts";
import { within } from "../../runtime/within.ts";
import type { Briefing } from "./briefing.ts";
import type { Entry } from "./entry.ts";
import { Hold, type Keeper } from "./hold.ts";

/** Time that a client which leaves gives what is to outlive it to be taken over, ms. */
const PARTING_MS = 5000;

/** What it takes of a session. */
interface KeptSeams extends Keeper {
  readonly clock: Clock;
  readonly briefing: Briefing;
  readonly closed: TroupeError | null;
}

/** Tasks that are to be done whatever becomes of their futures and of the client; it says so while it is there. */
export class Kept {
  readonly #session: KeptSeams;
  readonly #say: (message: ClientToScheduler) => void;
  readonly #entries = new Set<Entry>();
  /** By key, those of which the scheduler has not said that it has stored them. */
  readonly #unanswered = new Map<string, Entry>();
  readonly #answers = new Bell();
  #warned = false;

  constructor(session: KeptSeams, say: (message: ClientToScheduler) => void) {
    this.#session = session;
    this.#say = say;
  }

  add(entry: Entry): void {
    if (entry.settled || this.#entries.has(entry)) return;
    // With the hold, a scheduler that knows nothing of the task is told all of it.
    const hold = new Hold(this.#session, entry);
    this.#entries.add(entry);
    entry.observe({
      settled: () => {
        this.#entries.delete(entry);
        hold.end();
        // What this client has only left has not ended.
        if (this.#session.closed === null) this.#settle(entry.key);
      },
    });
    this.#unanswered.set(entry.key, entry);
    if (this.#session.briefing.has(entry)) this.told(entry);
  }

  /** The scheduler knows of an entry from now on, and of what is to become of it. */
  told(entry: Entry): void {
    if (this.#entries.has(entry) || this.#unanswered.get(entry.key) === entry) this.#say(["keep", entry.key]);
  }

  /** The scheduler has stored that a task is to be done, or says what hinders that. */
  hear(key: string, hindrance: string | null): void {
    this.#settle(key);
    if (hindrance !== null) this.#warn(`cannot be stored. ${hindrance}`);
  }

  /** The scheduler knows nothing any more: of what a client has left, nobody else says what it is. */
  restart(): void {
    if (this.#session.closed !== null) this.#tell();
  }

  /** Resolves when all that was to be kept so far is stored, or done. */
  async stored(): Promise<void> {
    for (const key of [...this.#unanswered.keys()])
      while (this.#unanswered.has(key)) await this.#answers.heard();
  }

  /** Resolves when the client may leave: what is to outlive it is taken over, or nobody was there to do so. */
  async part(): Promise<void> {
    if (this.#unanswered.size === 0) return;
    this.#tell();
    await within(this.#session.clock, this.stored(), PARTING_MS, "the scheduler").catch(() => {
      this.#warn(`may be lost: no scheduler has taken them over within ${PARTING_MS} ms.`);
    });
    this.#unanswered.clear();
    this.#answers.ring();
  }

  #tell(): void {
    for (const entry of this.#unanswered.values()) this.#session.briefing.tell(entry);
  }

  #settle(key: string): void {
    if (this.#unanswered.delete(key)) this.#answers.ring();
  }

  #warn(what: string): void {
    if (!this.#warned) process.emitWarning(`Tasks that fireAndForget is to have done ${what}`);
    this.#warned = true;
  }
}
