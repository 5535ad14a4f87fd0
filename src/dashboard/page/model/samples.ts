/** Rows of figures over time, as a chart wants them: one array for the instants, one for each line. */
export type Columns = readonly (readonly (number | null)[])[];

/** The last stretch of some figures. */
export class Samples {
  readonly #rows: (readonly (number | null)[])[];

  readonly #stretch: number;
  readonly #step: number;

  /** Begins with earlier rows; keeps rows for `stretch` ms, at most one every `step` ms. */
  constructor(rows: readonly (readonly (number | null)[])[] = [], stretch = 300_000, step = 500) {
    this.#rows = [...rows];
    this.#stretch = stretch;
    this.#step = step;
  }

  /** Takes the figures of an instant; where one was taken just before, it is replaced. */
  add(at: number, ...figures: (number | null)[]): void {
    const last = this.#rows.at(-2)?.[0] ?? Number.NEGATIVE_INFINITY;
    if (at - last < this.#step) this.#rows.pop();
    this.#rows.push([at, ...figures]);
    while ((this.#rows[0]?.[0] ?? at) < at - this.#stretch) this.#rows.shift();
  }

  get rows(): readonly (readonly (number | null)[])[] {
    return this.#rows;
  }

  /** Instants in seconds, then each figure. */
  columns(figures: number): Columns {
    const instants = this.#rows.map(([at = 0]) => (at ?? 0) / 1000);
    const lines = Array.from({ length: figures }, (_, index) =>
      this.#rows.map((row) => row[index + 1] ?? null),
    );
    return [instants, ...lines];
  }
}
