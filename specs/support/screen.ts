// biome-ignore lint/suspicious/noControlCharactersInRegex: it is how terminals are told what to do
const SEQUENCE = /\x1b\[([\d;?]*)([A-Za-z])|[\s\S]/gu;

/** What a terminal shows of what is written to it: as much of its language as is spoken to it. */
export class VirtualScreen {
  readonly columns: number;
  readonly rows: number;
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Its lines, without blanks at their ends. */
  get lines(): string[] {
    return this.#lines.map((line) => line.join("").trimEnd());
  }

  write(text: string): boolean {
    for (const [part, argument = "", letter] of text.matchAll(SEQUENCE)) {
      if (letter === undefined) this.#put(part);
      else this.#obey(letter, argument);
    }
    return true;
  }

  #put(character: string): void {
    if (character === "\r") this.#column = 0;
    else if (character === "\n") this.#go(this.#row + 1, 0);
    else {
      if (this.#column === this.columns) this.#go(this.#row + 1, 0);
      const line = this.#lines[this.#row] as string[];
      while (line.length < this.#column) line.push(" ");
      line[this.#column++] = character;
    }
  }

  #obey(letter: string, argument: string): void {
    if (letter === "A") this.#row = Math.max(0, this.#row - Number(argument || 1));
    else if (letter === "K") (this.#lines[this.#row] as string[]).length = this.#column;
    else if (letter !== "m") throw new Error(`This terminal does not know ${letter}.`);
  }

  #go(row: number, column: number): void {
    while (this.#lines.length <= row) this.#lines.push([]);
    this.#row = row;
    this.#column = column;
  }
}
