import type { OpenTurn } from "./open-turn.ts";

/** What is open with one caller, by its numbers. */
export class Correspondence {
  readonly calls = new Map<number, OpenTurn>();
  /** What it was given and has not taken yet. */
  readonly untaken = new Map<number, OpenTurn>();
}
