import { Kind } from "./kind.ts";
import type { TaskRow } from "./rows.ts";

/** Kinds that are told apart at most. */
const KINDS = 500;
/** Kinds that are looked at for one to be forgotten, where there is another. */
const LOOKS = 8;
/** Characters of a name. */
const NAME = 100;
/** Hex digits after the name in a key, and a dash. */
const DIGITS = 32;
const DASH = 45;

/** All rows, counted by kind as they come and go, so that nobody has to walk them to say how things stand. */
export class Tally {
  readonly #kinds = new Map<string, Kind>();
  /** Those for which there was no room. */
  readonly #others = new Kind(null);
  /** Actors live on when they are made: they are no tasks to be done. */
  readonly #made = new Kind(null);
  /** Actors that there are, that are to be, or that have failed. */
  readonly actors = new Set<TaskRow>();

  /** Of tasks. */
  get kinds(): Kind[] {
    return [...this.#kinds.values(), this.#others];
  }

  /** There is a row from now on; with its last step it is counted among those that have been. */
  enter(row: TaskRow): void {
    if (row.actor) this.actors.add(row);
    row.kind = row.actor ? this.#made : this.#kindOf(nameOf(row.key));
    row.kind.count(row.state, 1);
  }

  /** An actor's row is no more. */
  leave(row: TaskRow): void {
    this.actors.delete(row);
  }

  /** Somebody has said whether a row that is there is an actor. */
  reconsider(row: TaskRow): void {
    if (row.kind === null || this.actors.has(row) === row.actor) return;
    row.kind.count(row.state, -1);
    this.actors.delete(row);
    this.enter(row);
  }

  #kindOf(name: string): Kind {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    if (this.#kinds.size >= KINDS && !this.#makeRoom()) return this.#others;
    // As a part of a key it would keep all of that.
    const kind = new Kind([...name].join(""));
    if (kind.name !== null) this.#kinds.set(kind.name, kind);
    return kind;
  }

  /** Forgets a kind of which there is no task; false where none is found soon. */
  #makeRoom(): boolean {
    let looks = 0;
    for (const [name, kind] of this.#kinds) {
      this.#kinds.delete(name);
      if (kind.present === 0) {
        this.#others.absorb(kind);
        return true;
      }
      // Behind all others, before it is looked at again.
      this.#kinds.set(name, kind);
      if (++looks === LOOKS) return false;
    }
    return false;
  }
}

/** The name in a key that was made of one and digits; else the key, as far as a name may go. */
export function nameOf(key: string): string {
  const dash = key.length - DIGITS - 1;
  const name = dash > 0 && key.charCodeAt(dash) === DASH && isHex(key, dash + 1) ? key.slice(0, dash) : key;
  return name.length > NAME ? name.slice(0, NAME) : name;
}

function isHex(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 102 || (code > 57 && code < 97)) return false;
  }
  return true;
}
