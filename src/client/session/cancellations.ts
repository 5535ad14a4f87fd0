import { type ClientToScheduler, GRACE_MS } from "../../protocol/messages.ts";
import type { Entry } from "./entry.ts";
import { partsOf } from "./parts.ts";

/** Seconds for which a worker may be there that has not heard what the scheduler said to it. */
const REMEMBERED = 5;

/** What they take of a session. */
interface CancellationsSeams {
  find(key: string): Entry | undefined;
  cancel(entry: Entry, force: boolean, graceMs: number): void;
}

/** Keys that are not wanted any more: those of one turn go in one word, so that they are judged together. */
export class Cancellations {
  readonly #session: CancellationsSeams;
  readonly #say: (message: ClientToScheduler) => void;
  #keys: string[] = [];
  #force = false;
  #graceMs = 0;
  /** By key what was cancelled within each of the last seconds, and the time that its run has to end, ms. */
  #recent: readonly Map<string, number>[] = [new Map()];
  /** How many cancels of a key the scheduler has not answered. */
  readonly #unanswered = new Map<string, number>();
  /** What is known to go with none of those. */
  #spared = new WeakSet<Entry>();

  constructor(session: CancellationsSeams, say: (message: ClientToScheduler) => void) {
    this.#session = session;
    this.#say = say;
  }

  add(key: string, force: boolean, graceMs: number): void {
    if (force !== this.#force || graceMs !== this.#graceMs) this.flush();
    this.#force = force;
    this.#graceMs = graceMs;
    this.#unanswered.set(key, 1 + (this.#unanswered.get(key) ?? 0));
    this.#spared = new WeakSet();
    this.note(key, graceMs);
    if (this.#keys.push(key) === 1) queueMicrotask(() => this.flush());
  }

  /** The scheduler ends the run of a key, which has so long: another one may have to hear of it. */
  note(key: string, graceMs = GRACE_MS): void {
    this.#recent[0]?.set(key, graceMs);
  }

  /** A second is over. */
  age(): void {
    this.#recent = [new Map(), ...this.#recent.slice(0, REMEMBERED - 1)];
  }

  /** Says what is to be said; comes before any other word, which may begin a key's next life. */
  flush(): void {
    if (this.#keys.length === 0) return;
    const keys = this.#keys;
    this.#keys = [];
    for (const part of partsOf(keys)) this.#say(["cancel", part, this.#force, this.#graceMs]);
  }

  /** Whether what the scheduler says of a key is about a life of it that was cancelled. */
  covers(key: string): boolean {
    return this.#unanswered.size > 0 && this.#unanswered.has(key);
  }

  /** False where an entry goes with a key that it depends on, as the scheduler will say later: it is cancelled here and now. */
  spares(entry: Entry): boolean {
    if (this.#unanswered.size === 0) return true;
    const origins = new Set([entry]);
    for (const origin of origins) {
      if (this.#isGone(origin)) {
        this.#session.cancel(entry, false, GRACE_MS);
        return false;
      }
      if (origin.settled || this.#spared.has(origin)) continue;
      for (const further of originsOf(origin)) origins.add(further);
    }
    for (const origin of origins) this.#spared.add(origin);
    return true;
  }

  /** The scheduler has cancelled these. */
  answered(keys: readonly string[]): void {
    for (const key of keys) {
      const left = (this.#unanswered.get(key) ?? 0) - 1;
      if (left > 0) this.#unanswered.set(key, left);
      else this.#unanswered.delete(key);
    }
  }

  /**
   * Another scheduler, which knows of no cancelled life, is told which runs are to end: the former one may not have
   * heard of that, or not have said so to their workers. Returns which of these entries depend on a key of which
   * nobody has answered: nobody will say of them that they are cancelled, too.
   */
  restart(entries: Iterable<Entry>): ReadonlySet<Entry> {
    const doomed = this.#unanswered.size === 0 ? new Set<Entry>() : this.#doomed(entries);
    const past = new Map([...this.#unanswered.keys()].map((key) => [key, GRACE_MS]));
    for (const recent of this.#recent.toReversed())
      for (const [key, graceMs] of recent) past.set(key, graceMs);
    this.#keys = [];
    this.#unanswered.clear();
    for (const [key, graceMs] of past) {
      // What it was given again for may take its run.
      if (this.#session.find(key) === undefined) this.add(key, false, graceMs);
    }
    return doomed;
  }

  #doomed(entries: Iterable<Entry>): ReadonlySet<Entry> {
    const open = new Set([...entries].filter(({ settled }) => !settled));
    const dependents = new Map<Entry, Entry[]>();
    const doomed = new Set<Entry>();
    for (const entry of open) {
      if (this.#isGone(entry)) doomed.add(entry);
      for (const dependency of originsOf(entry)) {
        open.add(dependency);
        const known = dependents.get(dependency) ?? [];
        dependents.set(dependency, known);
        known.push(entry);
      }
    }
    for (const entry of doomed) for (const dependent of dependents.get(entry) ?? []) doomed.add(dependent);
    return new Set([...doomed].filter(({ wanted }) => wanted));
  }

  #isGone({ key, wanted }: Entry): boolean {
    return !wanted && this.covers(key);
  }
}

const NONE: readonly never[] = [];

/** What an entry cannot end without. */
function originsOf({ description, state }: Entry): readonly Entry[] {
  if (state === "finished" || description?.message[0] !== "submit") return NONE;
  return description.dependencies;
}
