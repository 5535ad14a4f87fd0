import { type Cancel, systemClock } from "../runtime/clock.ts";
import type { FutureStatus } from "./future.ts";

/** Time between two drawings, ms. */
const REDRAW_MS = 100;
/** Longest bar, in columns. */
const WIDTH = 40;

/** What a bar is drawn on. */
export interface Screen {
  /** Undefined where nobody knows. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** How many of a number of futures have ended, and how: one line of a terminal that is written anew. */
export class Bar {
  readonly #screen: Screen;
  readonly #total: number;
  #done = 0;
  #failed = 0;
  #cancelled = 0;
  #redrawing: Cancel | null = null;

  constructor(screen: Screen, total: number) {
    this.#screen = screen;
    this.#total = total;
    this.#draw();
  }

  /** One has ended. */
  count(status: FutureStatus): void {
    this.#done++;
    if (status === "error" || status === "lost") this.#failed++;
    if (status === "cancelled") this.#cancelled++;
    this.#redrawing ??= systemClock.after(REDRAW_MS, () => this.#draw());
  }

  /** Draws it for the last time, and ends the line. */
  end(): void {
    this.#draw();
    this.#screen.write("\n");
  }

  #draw(): void {
    this.#redrawing?.();
    this.#redrawing = null;
    this.#screen.write(`\r${this.#text()}\x1b[K`);
  }

  #text(): string {
    const share = this.#total === 0 ? 1 : this.#done / this.#total;
    const failed = this.#failed === 0 ? "" : `, ${this.#failed} failed`;
    const cancelled = this.#cancelled === 0 ? "" : `, ${this.#cancelled} cancelled`;
    const words = ` ${Math.floor(share * 100)}% (${this.#done} of ${this.#total}${failed}${cancelled})`;
    // A line that fills the last column goes on in the next, and could not be written anew.
    const room = (this.#screen.columns ?? 80) - 1;
    const width = Math.max(0, Math.min(WIDTH, room - words.length));
    const full = Math.floor(share * width);
    return ("█".repeat(full) + "░".repeat(width - full) + words).slice(0, room);
  }
}
