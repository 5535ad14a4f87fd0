import type { Cancel, Clock } from "../../runtime/clock.ts";
import { tame } from "../text/columns.ts";
import { formatDuration, formatNumber } from "../text/units.ts";
import { drawBars, type Progress, Tally } from "./bar.ts";
import { Rate } from "./rate.ts";

/** Time between two drawings after something has ended, and after nothing has, ms. */
const REDRAW_MS = 100;
const IDLE_MS = 1000;
/** Names that have a bar of their own at most. */
const NAMES = 12;

/** What bars are drawn on. */
export interface Screen {
  /** Undefined where nobody knows. */
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** How far futures are: a line of a terminal, or one for each function and one for all, written anew as they end. */
export class Bars {
  readonly #screen: Screen;
  readonly #clock: Clock;
  readonly #began: number;
  readonly #rate: Rate;
  readonly #names = new Map<string, Tally>();
  readonly #all = new Tally();
  /** How many lines are on the screen. */
  #lines = 0;
  #redrawing: Cancel = () => {};
  #soon = false;

  /** For a future of each of these names. */
  constructor(screen: Screen, names: Iterable<string>, clock: Clock) {
    this.#screen = screen;
    this.#clock = clock;
    this.#began = clock.now();
    this.#rate = new Rate(this.#began);
    for (const name of names) {
      const tally = this.#names.get(name) ?? new Tally();
      tally.total++;
      this.#all.total++;
      this.#names.set(name, tally);
    }
    this.#draw();
  }

  /** One of that name has ended. */
  count(name: string, status: Parameters<Tally["count"]>[0]): void {
    this.#names.get(name)?.count(status);
    this.#all.count(status);
    if (this.#soon) return;
    this.#soon = true;
    this.#redrawing();
    this.#redrawing = this.#clock.after(REDRAW_MS, () => this.#draw());
  }

  /** Draws them for the last time, and ends the line. */
  end(): void {
    this.#draw();
    this.#redrawing();
    this.#screen.write("\n");
  }

  #draw(): void {
    this.#redrawing();
    this.#soon = false;
    const lines = this.#text();
    const back = this.#lines > 1 ? `\x1b[${this.#lines - 1}A` : "";
    this.#screen.write(`${back}\r${lines.map((line) => `${line}\x1b[K`).join("\n")}`);
    this.#lines = lines.length;
    this.#redrawing = this.#clock.after(IDLE_MS, () => this.#draw());
  }

  #text(): string[] {
    // A line that fills the last column goes on in the next, and could not be written anew.
    const columns = (this.#screen.columns ?? 80) - 1;
    const each = this.#each();
    return drawBars(
      [...each, { label: each.length === 0 ? "" : "all", tally: this.#all }],
      columns,
      this.#note(),
    );
  }

  /** One for each name, where there are several, as far as there is room; the rest in one. */
  #each(): Progress[] {
    const room = Math.min(NAMES, (this.#screen.rows ?? 24) - 3);
    if (this.#names.size < 2 || room < 2) return [];
    const all = [...this.#names].map(([name, tally]): Progress => ({ label: tame(name), tally }));
    if (all.length <= room) return all;
    const rest = new Tally();
    for (const { tally } of all.splice(room - 1)) {
      rest.total += tally.total;
      rest.done += tally.done;
      rest.failed += tally.failed;
      rest.cancelled += tally.cancelled;
    }
    return [...all, { label: "others", tally: rest }];
  }

  #note(): string {
    const { total, done } = this.#all;
    const now = this.#clock.now();
    const rate = this.#rate.update(done, now);
    if (done === total) return `in ${formatDuration(now - this.#began)}`;
    if (rate === 0) return "";
    return `${formatNumber(rate)}/s, ${formatDuration(((total - done) / rate) * 1000)} left`;
  }
}
