import { Lane } from "./lane.ts";
import type { Model } from "./model.ts";
import type { Operation } from "./operation.ts";

/** A place in a lane: its operation waits for all others whose spans there end before `from`. */
interface Stand {
  readonly lane: Lane;
  readonly from: number;
  /** Whether others wait for it. */
  readonly counts: boolean;
}

interface Entry<Op> {
  readonly operation: Op;
  readonly stands: readonly Stand[];
}

/** An operation that can be next, by its position, and the state after it. */
type Choice<State> = readonly [position: number, after: State];

/** What can come next at one depth of the search, and how much of it was tried. */
interface Frame<State> {
  readonly choices: readonly Choice<State>[];
  tried: number;
}

/** How far a search came: what might have come next where it had explained most. */
export interface Farthest<State, Op> {
  readonly explained: number;
  readonly state: State;
  readonly next: readonly Op[];
}

/**
 * Looks for an order of one object's operations that agrees with time and with its model: Wing and Gong's
 * search, depth first, with Lowe's memory of the sets of operations and states that lead nowhere.
 */
export class Search<State, Op extends Operation> {
  readonly #model: Model<State, Op>;
  /** By the times of their calls. */
  readonly #entries: readonly Entry<Op>[];
  /** Those with a reply, by their calls, and by their ends. */
  readonly #called: Lane;
  readonly #time: Lane;
  /** Those without a reply. */
  readonly #vague: readonly number[];
  readonly #taken: Uint8Array;
  readonly #dead = new Set<string>();
  #explained = 0;
  farthest: Farthest<State, Op>;

  constructor(model: Model<State, Op>, operations: readonly Op[]) {
    this.#model = model;
    const sorted = [...operations].sort((a, b) => a.called - b.called);
    const size = sorted.length;
    const known = sorted.flatMap((operation, i) =>
      operation.reply === null ? [] : [[i, operation] as const],
    );
    this.#called = new Lane(
      size,
      known.map(([i, { called }]) => [i, called]),
    );
    this.#time = new Lane(
      size,
      known.map(([i, { returned }]) => [i, returned]),
    );
    this.#vague = sorted.flatMap(({ reply }, i) => (reply === null ? [i] : []));
    this.#taken = new Uint8Array(size);
    const stands = sorted.map(({ called, reply }): Stand[] => [
      { lane: this.#time, from: called, counts: reply !== null },
    ]);
    const positions = new Map(sorted.map((operation, i) => [operation, i]));
    for (const spans of model.orders) {
      const placed = spans.map(([operation, from, to]) => [positions.get(operation) ?? 0, from, to] as const);
      const lane = new Lane(
        size,
        placed.map(([i, , to]) => [i, to]),
      );
      for (const [i, from] of placed) stands[i]?.push({ lane, from, counts: true });
    }
    this.#entries = sorted.map((operation, i) => ({ operation, stands: stands[i] ?? [] }));
    this.farthest = { explained: 0, state: model.initial, next: this.#next() };
  }

  /** Whether there is such an order; null where `limit` steps were too few to tell. */
  run(limit: number): boolean | null {
    const frames = [this.#frame(this.#model.initial)];
    for (let steps = 0; steps < limit; steps++) {
      if (this.#called.first === this.#entries.length) return true;
      const frame = frames.at(-1);
      if (frame === undefined) return false;
      const choice = frame.choices[frame.tried++];
      if (choice === undefined) {
        frames.pop();
        const before = frames.at(-1);
        if (before !== undefined) this.#restore((before.choices[before.tried - 1] as Choice<State>)[0]);
      } else if (this.#enter(choice)) frames.push(this.#frame(choice[1]));
    }
    return null;
  }

  /** Takes an operation, unless that leads to where the search has been. */
  #enter([position, state]: Choice<State>): boolean {
    this.#take(position);
    const place = this.#place(state);
    if (this.#dead.has(place)) {
      this.#restore(position);
      return false;
    }
    this.#dead.add(place);
    if (this.#explained > this.farthest.explained)
      this.farthest = { explained: this.#explained, state, next: this.#next() };
    return true;
  }

  /** A read is taken as soon as it agrees, for nothing is gained by another order. */
  #frame(state: State): Frame<State> {
    const choices: Choice<State>[] = [];
    for (const position of this.#free()) {
      const operation = this.#operation(position);
      const after = this.#model.apply(state, operation);
      if (after === undefined) continue;
      if (this.#model.isRead(operation)) return { choices: [[position, after]], tried: 0 };
      choices.push([position, after]);
    }
    for (const position of this.#vagueFree()) {
      const after = this.#model.apply(state, this.#operation(position));
      // What nobody heard of, and changes nothing, may as well never happen.
      if (after !== undefined && after !== state) choices.push([position, after]);
    }
    choices.sort(([a], [b]) => this.#rank(a) - this.#rank(b));
    return { choices, tried: 0 };
  }

  /** Those with a reply for which no other has to come before. */
  #free(): number[] {
    const free: number[] = [];
    const end = this.#time.endBut(this.#entries.length);
    for (let i = this.#called.first; i < this.#entries.length; i = this.#called.after(i)) {
      if (this.#operation(i).called > end) break;
      if (this.#isFree(i)) free.push(i);
    }
    return free;
  }

  /** Of those without a reply one of each kind, for the others would do the same. */
  #vagueFree(): Iterable<number> {
    const free = new Map<string, number>();
    for (const i of this.#vague) {
      if (this.#taken[i] === 1 || !this.#isFree(i)) continue;
      const kind = this.#model.kind(this.#operation(i));
      if (!free.has(kind)) free.set(kind, i);
    }
    return free.values();
  }

  #rank(position: number): number {
    return this.#model.rank(this.#operation(position));
  }

  #isFree(position: number): boolean {
    return (this.#entries[position] as Entry<Op>).stands.every(
      ({ lane, from }) => lane.endBut(position) >= from,
    );
  }

  #operation(position: number): Op {
    return (this.#entries[position] as Entry<Op>).operation;
  }

  #next(): Op[] {
    return [...this.#free(), ...this.#vagueFree()].map((position) => this.#operation(position));
  }

  #take(position: number): void {
    const { operation, stands } = this.#entries[position] as Entry<Op>;
    if (operation.reply !== null) this.#called.take(position);
    for (const { lane, counts } of stands) if (counts) lane.take(position);
    this.#taken[position] = 1;
    this.#explained++;
  }

  #restore(position: number): void {
    const { operation, stands } = this.#entries[position] as Entry<Op>;
    for (const { lane, counts } of stands) if (counts) lane.restore(position);
    if (operation.reply !== null) this.#called.restore(position);
    this.#taken[position] = 0;
    this.#explained--;
  }

  /** Which operations were taken, and the state that came of them, as text. */
  #place(state: State): string {
    const first = this.#called.first;
    let text = `${first}:`;
    for (const i of this.#vague) {
      if (i >= first) break;
      if (this.#taken[i] === 1) text += `${i},`;
    }
    for (let i = first, left = this.#explained - first + this.#gaps(first); left > 0; i += 16) {
      let bits = 0;
      for (let j = 0; j < 16; j++) {
        const bit = this.#taken[i + j] ?? 0;
        bits |= bit << j;
        left -= bit;
      }
      text += String.fromCharCode(bits);
    }
    return `${text}|${this.#model.identity(state)}`;
  }

  /** How many before a position were not taken. */
  #gaps(position: number): number {
    let gaps = 0;
    for (const i of this.#vague) {
      if (i >= position) break;
      gaps += 1 - (this.#taken[i] ?? 0);
    }
    return gaps;
  }
}
