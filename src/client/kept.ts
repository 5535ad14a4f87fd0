import type { ClientToScheduler } from "../protocol/messages.ts";
import { SCHEDULER } from "../protocol/subjects.ts";
import type { Entry } from "./entry.ts";
import { Hold } from "./hold.ts";
import type { Session } from "./session.ts";
import { within } from "./within.ts";

/** Time that a client which leaves gives what is to outlive it to reach the scheduler, ms. */
const PARTING_MS = 5000;

/** Tasks that are to be done whatever becomes of their futures and of the client; it says so while it is there. */
export class Kept {
  readonly #session: Session;
  readonly #say: (message: ClientToScheduler) => void;
  readonly #entries = new Set<Entry>();

  constructor(session: Session, say: (message: ClientToScheduler) => void) {
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
      },
    });
    if (this.#session.briefing.has(entry)) this.told(entry);
  }

  /** The scheduler knows of an entry from now on, and of what is to become of it. */
  told(entry: Entry): void {
    if (this.#entries.has(entry)) this.#say(["keep", entry.key]);
  }

  /** Resolves when the client may leave: what is to outlive it has arrived, or nobody was there to take it. */
  async part(): Promise<void> {
    if (this.#entries.size === 0) return;
    const { briefing, clock, line } = this.#session;
    for (const entry of this.#entries) briefing.tell(entry);
    await within(clock, line.delivered(SCHEDULER), PARTING_MS, "the scheduler").catch(() => {});
  }
}
