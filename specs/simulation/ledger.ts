import { SimulatedProcess } from "./process.ts";

/** One call to an actor, as it travels along with it. */
export interface Note {
  readonly id: number;
  /** Of the actor that is called. */
  readonly actor: number;
  readonly caller: string;
  /** The calls that it comes of. */
  readonly chain: readonly number[];
}

/** What became of a call: a value, or the name and text of an error. */
export type Outcome = { readonly value: unknown } | { readonly name: string; readonly text: string };

interface Line {
  readonly note: Note;
  /** What it gave each time that it was applied. */
  readonly given: unknown[];
  /** What the actor had afterwards, where that changed. */
  readonly sums: number[];
  times: number;
  outcome: Outcome | null;
  /** What became of it, and when. */
  readonly story: string[];
}

/** One life of an actor: who is made anew begins another. */
interface Life {
  readonly actor: number;
  /** Calls that it takes at a time. */
  readonly concurrency: number;
  /** Calls that it is at. */
  readonly open: Set<number>;
}

/**
 * Who called which actor, in which order, and what the actors did about it.
 *
 * A1. Calls of one caller are applied in the order in which they were made.
 * A2. A call is applied at most once.
 * A3. An actor is at as many calls at a time as it is to take, one unless it says otherwise, and at those that come of them.
 * A4. What a call was answered is what it gave when it was applied.
 */
export class Ledger {
  readonly faults: string[] = [];
  readonly #lines: Line[] = [];
  readonly #lives: Life[] = [];
  #names = 0;
  /** The last call of each caller that each actor has applied. */
  readonly #last = new Map<string, number>();

  get lines(): readonly Readonly<Line>[] {
    return this.#lines;
  }

  /** A name for one who calls, that nobody else has. */
  name(caller: string): string {
    return `${caller}#${++this.#names}`;
  }

  /** An actor begins its life; the number of that. */
  begin(actor: number, concurrency: number): number {
    return this.#lives.push({ actor, concurrency, open: new Set() }) - 1;
  }

  /** Makes a call, and notes what becomes of it. */
  async call<T>(
    actor: number,
    caller: string,
    chain: readonly number[],
    act: (note: Note) => PromiseLike<T>,
  ): Promise<T> {
    const note = { id: this.#lines.length, actor, caller, chain };
    const line: Line = { note, given: [], sums: [], times: 0, outcome: null, story: [] };
    this.#lines.push(line);
    tell(line, `made by ${caller}`);
    try {
      const value = await act(note);
      line.outcome = { value };
      tell(line, `answered ${JSON.stringify(value)}`);
      return value;
    } catch (error) {
      const { name, message } = error as Error;
      line.outcome = { name, text: message };
      tell(line, `failed by ${name}`);
      throw error;
    }
  }

  /** An actor is called. */
  enter(life: number, note: Note): void {
    const line = this.#lines[note.id] as Line;
    const { actor, concurrency, open } = this.#lives[life] as Life;
    if (actor !== note.actor) this.#blame(note, `came to ${actor}`);
    if (++line.times > 1) this.#blame(note, "was applied again");
    const last = this.#last.get(`${actor} ${note.caller}`) ?? -1;
    if (last > note.id) this.#blame(note, `was applied after ${last}`);
    this.#last.set(`${actor} ${note.caller}`, note.id);
    if (!this.#comesOf(note, open) && this.#places(open) >= concurrency)
      this.#blame(note, `was applied during ${[...open]}`);
    open.add(note.id);
    tell(line, `applied in life ${life}`);
  }

  /** It is done, and gives that. */
  leave<T>(life: number, note: Note, given: T): T {
    this.#lives[life]?.open.delete(note.id);
    this.#lines[note.id]?.given.push(given);
    return given;
  }

  /** An actor is called, and is done when `act` is, however that ends. */
  async during<T>(life: number, note: Note, act: () => Promise<T>): Promise<T> {
    this.enter(life, note);
    try {
      return this.leave(life, note, await act());
    } finally {
      this.#lives[life]?.open.delete(note.id);
    }
  }

  /** What an actor that only grows has given at most. */
  total(actor: number): number {
    const given = this.#lines.flatMap((line) => (line.note.actor === actor ? line.sums : []));
    return Math.max(0, ...given);
  }

  /** An actor has so much now. */
  sum(note: Note, total: number): number {
    this.#lines[note.id]?.sums.push(total);
    return total;
  }

  /** What there is to tell of the calls to an actor. */
  tale(actor: number): readonly string[] {
    const own = this.#lines.filter(({ note }) => note.actor === actor);
    return own.map(({ note, story }) => `call ${note.id} to ${actor}: ${story.join(", ")}`);
  }

  /** What is not as it should be with answers, once all are here. */
  verdict(): readonly string[] {
    for (const { note, given, times, outcome } of this.#lines) {
      if (outcome === null || !("value" in outcome)) continue;
      if (times !== 1) this.#blame(note, `was answered, and applied ${times} times`);
      else if (JSON.stringify(given[0]) !== JSON.stringify(outcome.value))
        this.#blame(
          note,
          `gave ${JSON.stringify(given[0])}, and was answered ${JSON.stringify(outcome.value)}`,
        );
    }
    return this.faults;
  }

  #comesOf({ chain }: Note, open: ReadonlySet<number>): boolean {
    return chain.some((id) => open.has(id));
  }

  /** How many of these calls come of none of the others. */
  #places(open: ReadonlySet<number>): number {
    return [...open].filter((id) => !this.#comesOf((this.#lines[id] as Line).note, open)).length;
  }

  #blame({ id, actor, caller }: Note, what: string): void {
    this.faults.push(`Call ${id} of ${caller} to ${actor} ${what}.`);
  }
}

function tell({ story }: Line, what: string): void {
  story.push(`${what} at ${SimulatedProcess.present?.now().toFixed(1) ?? "an unknown time"}`);
}

declare global {
  /** Of the present simulation, for actors and tasks, which see nothing but globals. */
  var simulatedLedger: Ledger;
}
