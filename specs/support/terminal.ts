import { VirtualScreen } from "./screen.ts";

/** What is written to stderr while it is a terminal, or none. */
export class Terminal implements Disposable {
  readonly #isTTY = process.stderr.isTTY;
  readonly #columns = process.stderr.columns;
  readonly #write = process.stderr.write;
  readonly #looks = new Set<() => void>();
  /** All that was written. */
  text = "";

  /** A terminal with so many columns; undefined for none. */
  constructor(columns: number | undefined) {
    Object.assign(process.stderr, {
      isTTY: columns !== undefined,
      columns,
      write: (text: string) => {
        this.text += text;
        for (const look of this.#looks) look();
        return true;
      },
    });
  }

  /** What it shows now. */
  get lines(): string[] {
    const screen = new VirtualScreen(process.stderr.columns);
    screen.write(this.text);
    return screen.lines;
  }

  /** Resolves when that has been written. */
  async shown(words: string): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (this.text.includes(words)) resolve();
      };
      this.#looks.add(look);
      look();
    });
  }

  [Symbol.dispose](): void {
    Object.assign(process.stderr, { isTTY: this.#isTTY, columns: this.#columns, write: this.#write });
  }
}
